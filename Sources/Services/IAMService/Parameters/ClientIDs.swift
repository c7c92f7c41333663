import AWSProtocols

/// The audiences of an OIDC provider: a set that keeps its order.
struct ClientIDs: Sendable {
    private let limit: Int

    init(_ limits: Limits) {
        limit = limits.clientIDs
    }

    /// Adds what is not there yet.
    ///
    /// - Throws: `LimitExceeded`.
    func adding(_ added: [String], to clientIDs: [String]) throws(Fault) -> [String] {
        var result = clientIDs
        for id in added where !result.contains(id) { result.append(id) }
        guard result.count <= limit else { throw Words.quota("ClientIdsPerOpenIdConnectProvider", limit) }
        return result
    }
}
