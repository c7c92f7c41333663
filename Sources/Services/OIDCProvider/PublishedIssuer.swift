package import IdentityTokens

/// An issuer of ours as the world sees it.
package struct PublishedIssuer: Sendable {
    /// The whole issuer URL, `https://` included, without a trailing slash.
    package let issuer: String
    /// Those whose signatures count, the one that signs first.
    package let keys: [VerificationKey]

    package init(issuer: String, keys: [VerificationKey]) {
        self.issuer = issuer
        self.keys = keys
    }

    /// The part of the URL after the host, for example `/id/` and 32 hexadecimal digits.
    var path: Substring {
        let rest = issuer.dropFirst("https://".count)
        return rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...]
    }
}
