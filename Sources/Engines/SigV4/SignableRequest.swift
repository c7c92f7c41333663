/// The parts of an HTTP request that a signature covers, as they arrived.
package struct SignableRequest: Sendable {
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

    /// The values of a header, by its lower-case name.
    func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

    /// The value of a header that occurs once.
    func single(_ name: String) -> String? {
        guard let first = headers.firstIndex(where: { $0.name == name }),
            !headers[(first + 1)...].contains(where: { $0.name == name })
        else { return nil }
        return headers[first].value
    }
}
