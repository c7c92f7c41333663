import Ambient
import SigV4

/// Credentials of the node, and how long they may be used.
struct NodeCredentials: Sendable {
    let key: SigningCredentials
    /// Nil if they do not end by themselves.
    let expiration: Timestamp?
    /// What the log calls their source.
    let source: String
}

/// Why the node has no credentials, or no region.
struct NodeProblem: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String
}
