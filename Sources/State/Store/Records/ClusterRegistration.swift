package import AWSVocabulary

/// How a cluster that runs elsewhere is known: its keys and its API server.
package struct ClusterRegistration: Codable, Sendable, Hashable {
    /// The keys of its tokens (RFC 7517) as they were given; nil to fetch what the issuer publishes.
    package var keySet: String?
    /// PEM in base64.
    package var certificateAuthority: String?
    /// For example `https://10.0.0.1:6443`.
    package var endpoint: String?
    /// A token of that cluster that may create TokenReviews; nil if nobody asks the cluster about its tokens.
    package var reviewer: Secret?

    package init(
        keySet: String? = nil,
        certificateAuthority: String? = nil,
        endpoint: String? = nil,
        reviewer: Secret? = nil
    ) {
        self.keySet = keySet
        self.certificateAuthority = certificateAuthority
        self.endpoint = endpoint
        self.reviewer = reviewer
    }
}
