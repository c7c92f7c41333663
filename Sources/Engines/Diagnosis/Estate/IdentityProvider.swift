import AWSVocabulary

/// An account's OpenID Connect provider.
package struct IdentityProvider: Sendable, Hashable {
    /// The issuer without `https://`.
    package let host: String
    /// Nil if it was only named by its issuer.
    package let account: String?
    /// Nil if nobody said which there are.
    package let clientIDs: [String]?

    package init(host: String, account: String?, clientIDs: [String]?) {
        self.host = host
        self.account = account
        self.clientIDs = clientIDs
    }

    /// Reads `https://HOST/PATH`, `HOST/PATH` or a provider's ARN; nil if it is none of them.
    package init?(_ text: String, clientIDs: [String]? = nil) {
        if let arn = ARN(text) {
            guard arn.service == "iam", arn.resource.hasPrefix("oidc-provider/") else { return nil }
            self.init(
                host: String(arn.resource.dropFirst("oidc-provider/".count)),
                account: arn.account,
                clientIDs: clientIDs
            )
            return
        }
        let host = text.hasPrefix("https://") ? String(text.dropFirst("https://".count)) : text
        // A host without a dot has a port, as the issuer of a laptop has: localhost:4581.
        let port = host.prefix { $0 != "/" }.split(separator: ":").dropFirst().last.flatMap { UInt16($0) }
        guard !host.isEmpty, host != text || host.contains(".") || port != nil, !host.contains(" ") else { return nil }
        self.init(host: host, account: nil, clientIDs: clientIDs)
    }

    package func arn(in account: String, partition: String = "aws") -> String {
        "arn:\(partition):iam::\(self.account ?? account):oidc-provider/\(host)"
    }

    /// Whether it stands for an issuer: the same name, or the same without the port.
    func isOf(_ issuer: String) -> Bool { host == issuer || host == Self.withoutPort(issuer) }

    static func withoutPort(_ issuer: String) -> String? {
        let path = issuer.firstIndex(of: "/") ?? issuer.endIndex
        guard let colon = issuer[..<path].lastIndex(of: ":") else { return nil }
        return String(issuer[..<colon] + issuer[path...])
    }
}
