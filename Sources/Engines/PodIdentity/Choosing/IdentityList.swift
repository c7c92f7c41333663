package import JSONTree

/// The service accounts with an association, as the file of `--watch-container-credentials-config` lists them.
package struct IdentityList: Sendable, Hashable {
    package private(set) var accounts: Set<ServiceAccountName> = []

    /// Nobody.
    package init() {}

    package init(_ accounts: Set<ServiceAccountName>) {
        self.accounts = accounts
    }

    /// Reads `{"identities": [{"namespace", "serviceAccount"}]}`; an empty file lists nobody.
    ///
    /// - Throws: `JSONError`; the list before should then stay.
    package init(file bytes: [UInt8]) throws(JSONError) {
        guard bytes.contains(where: { $0 > 0x20 }) else { return }
        let limits = JSONLimits(maximumBytes: 16 << 20, maximumDepth: 16, maximumValues: 1_000_000)
        let json = try JSON(parsing: bytes, limits: limits)
        for identity in json["identities"]?.array ?? [] {
            guard let namespace = identity["namespace"]?.string, let name = identity["serviceAccount"]?.string else {
                continue
            }
            accounts.insert(ServiceAccountName(namespace: namespace, name: name))
        }
    }
}
