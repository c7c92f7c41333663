package import JSONTree

/// Whatever answers calls as an API server does.
package protocol KubernetesCalling: Sendable {
    /// Makes one call and gives back the object answered.
    func call(
        _ method: KubernetesMethod,
        _ path: String,
        query: [(name: String, value: String)],
        body: JSON?,
        within time: Duration
    ) async throws(KubernetesError) -> JSON

    /// Reads one watch, and hands over each event's type and object, until the server ends it.
    func watch(
        _ path: String,
        query: [(name: String, value: String)],
        silence seconds: Int64,
        receive: (_ type: String, _ object: JSON) -> Void
    ) async throws
}

extension KubernetesCalling {
    /// Makes one call within half a minute.
    package func call(
        _ method: KubernetesMethod,
        _ path: String,
        query: [(name: String, value: String)] = [],
        body: JSON? = nil
    ) async throws(KubernetesError) -> JSON {
        try await call(method, path, query: query, body: body, within: .seconds(30))
    }

    /// Every object of a collection, page by page.
    ///
    /// - Throws: `KubernetesError`.
    package func list(_ path: String, each: (JSON) -> Void) async throws(KubernetesError) {
        var next: String?
        repeat {
            var query = [(name: "limit", value: "500")]
            if let next { query.append((name: "continue", value: next)) }
            let page = try await call(.get, path, query: query)
            for object in page["items"]?.array ?? [] { each(object) }
            next = page["metadata"]?["continue"]?.string
        } while next?.isEmpty == false
    }
}
