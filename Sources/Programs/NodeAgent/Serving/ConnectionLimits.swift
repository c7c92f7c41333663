import NIOCore

/// What a client may take of the agent.
struct ConnectionLimits: Sendable {
    /// At once on all listeners; the one that has been idle or slow for longest makes room for a new one.
    var connections = 1024
    /// One header field, and the request line.
    var fieldBytes = 32 * 1024
    /// All of the header.
    var headerBytes = 64 * 1024
    var headerFields = 100
    /// The body, which nobody reads.
    var bodyBytes = 64 * 1024
    /// For a whole request to arrive, for an answer to be taken, and between requests.
    var patience = TimeAmount.seconds(30)
    /// How often the patience is looked at.
    var checks = TimeAmount.seconds(2)
}
