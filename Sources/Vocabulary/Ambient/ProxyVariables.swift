/// The variables that name proxies, which the control plane and its commands do not use.
package enum ProxyVariables {
    private static let names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"]

    /// What to say when some are set: they do nothing here, and nobody should take that for a proxy that works.
    ///
    /// Their values may hold passwords, and are not told.
    package static func notice(_ look: (String) -> String?) -> String? {
        let set = names.flatMap { [$0, $0.lowercased()] }.filter { look($0).map { !$0.isEmpty } ?? false }
        guard !set.isEmpty else { return nil }
        return "\(set.joined(separator: " and ")) \(set.count == 1 ? "is" : "are") set and not used: "
            + "issuers, API servers and webhooks are called directly"
    }
}
