package import JSONTree

/// What a reflector needs of an API server.
package protocol ObjectSource: Sendable {
    /// One page of a list.
    func list(_ path: String, query: [(name: String, value: String)]) async throws(KubernetesError) -> JSON

    /// One watch, until the server ends it.
    func watch(
        _ path: String,
        query: [(name: String, value: String)],
        silence seconds: Int64,
        receive: (_ type: String, _ object: JSON) -> Void
    ) async throws
}

extension KubernetesClient: ObjectSource {
    package func list(_ path: String, query: [(name: String, value: String)]) async throws(KubernetesError) -> JSON {
        try await call(.get, path, query: query)
    }
}
