import AWSProtocols

/// The request line and header fields of a call, as they arrived.
package struct RequestHead: Sendable {
    package let method: String
    /// The path as on the request line, percent-encoding kept.
    package let path: String
    /// The query as on the request line, without `?`.
    package let query: String
    /// In order of arrival, names in lower case, repetitions kept.
    package let headers: [(name: String, value: String)]

    package init(method: String, path: String, query: String, headers: [(name: String, value: String)]) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
    }

    /// The first value of a header, by its lower-case name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// The query's parameters, decoded, in order; nil if the encoding is broken.
    package var queryItems: [(name: String, value: String)]? {
        var items: [(name: String, value: String)] = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(String(parts[0]), plusIsSpace: true),
                let value = PercentEncoding.decode(parts.count > 1 ? String(parts[1]) : "", plusIsSpace: true)
            else { return nil }
            items.append((name, value))
        }
        return items
    }
}
