/// Where a control plane listens: an `http` URL of a host and a port.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    /// Accepts `http://HOST:PORT`, with an IPv6 address in brackets.
    package init?(_ url: String) {
        guard url.hasPrefix("http://"), let colon = url.lastIndex(of: ":"),
            let port = Int(url[url.index(after: colon)...]), (1...65_535).contains(port)
        else { return nil }
        let authority = url[..<colon].dropFirst("http://".count)
        host = authority.hasPrefix("[") ? String(authority.dropFirst().dropLast()) : String(authority)
        guard !host.isEmpty else { return nil }
        self.port = port
    }

    /// Host and port as the `Host` header has them.
    package var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    package var description: String { "http://\(authority)" }
}
