package import JSONTree
package import PodIdentity

/// What the API server says of one service account.
package enum LiveServiceAccount: Sendable {
    /// The object's annotations, if it has any.
    case found(annotations: JSON?)
    case absent
    /// Nothing: why.
    case failed(String)
}

/// Reads a service account that the cache has not.
package protocol ServiceAccountReader: Sendable {
    /// Never takes longer than an admission can wait.
    func read(_ account: ServiceAccountName) async -> LiveServiceAccount
}
