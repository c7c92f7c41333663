/// The URL of an API server: scheme, host, port and what stands before every path.
package struct ServerURL: Sendable, Hashable, CustomStringConvertible {
    package let isSecure: Bool
    package let host: String
    package let port: Int
    /// Empty, or begins with `/` and does not end with it.
    package let basePath: String

    /// Accepts `http` and `https` URLs; without a scheme https is meant.
    package init?(_ text: String) {
        var rest = text[...]
        isSecure = !text.hasPrefix("http://")
        if let mark = text.firstRange(of: "://") {
            guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return nil }
            rest = text[mark.upperBound...]
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var path = rest[slash...]
        while path.hasSuffix("/") { path = path.dropLast() }
        basePath = String(path)
        var authority = rest[..<slash]
        guard !authority.contains("@"), !authority.contains("?"), !authority.contains("#") else { return nil }
        var port = isSecure ? 443 : 80
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            port = number
            authority = authority[..<colon]
        }
        if authority.hasPrefix("["), authority.hasSuffix("]") { authority = authority.dropFirst().dropLast() }
        guard !authority.isEmpty else { return nil }
        host = String(authority)
        self.port = port
    }

    /// As the `Host` header has it.
    package var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(basePath)" }
}
