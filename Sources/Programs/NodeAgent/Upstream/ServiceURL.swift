/// Where a service is: scheme, host, port, and a path that every request's path follows.
struct ServiceURL: Sendable, Hashable, CustomStringConvertible {
    let isSecure: Bool
    /// Without brackets.
    let host: String
    let port: Int
    /// Empty, or a slash and more, without a slash at its end.
    let basePath: String

    /// Accepts `http` and `https` URLs without user, query and fragment.
    init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()),
            !parts[1].contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0.isWhitespace })
        else { return nil }
        isSecure = parts[0].lowercased() == "https"
        let authority = parts[1].prefix { $0 != "/" }
        var path = parts[1].dropFirst(authority.count)
        while path.last == "/" { path = path.dropLast() }
        basePath = String(path)
        var name = authority
        var port: Int?
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            name = authority[..<colon]
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            port = number
        }
        if name.first == "[", name.last == "]" {
            name = name.dropFirst().dropLast()
        } else if name.contains(":") {
            return nil
        }
        guard !name.isEmpty else { return nil }
        host = String(name)
        self.port = port ?? (isSecure ? 443 : 80)
    }

    /// As the `Host` field has it, without the scheme's own port.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Host and port, the port always.
    var hostAndPort: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    var description: String { "\(isSecure ? "https" : "http")://\(authority)\(basePath)" }
}
