package import IdentityTokens

/// How the cluster's service-account tokens are signed and verified.
package struct ClusterTokens: Sendable {
    package let issuer: String
    let key: @Sendable () throws -> SigningKey
    let keys: @Sendable () -> KeySet

    /// `key` signs; `keys` are those to publish and to believe.
    package init(
        issuer: String,
        key: @escaping @Sendable () throws -> SigningKey,
        keys: @escaping @Sendable () -> KeySet
    ) {
        self.issuer = issuer
        self.key = key
        self.keys = keys
    }

    /// The audiences of tokens for this API itself.
    var ownAudiences: [String] { [issuer, "https://kubernetes.default.svc"] }
}
