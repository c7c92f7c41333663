/// The parts of an https URL that fetching needs.
package struct HTTPSURL: Sendable, Hashable {
    package let host: String
    package let port: Int
    /// Path and query.
    package let target: String

    /// Accepts https URLs without user information and fragment.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.hasPrefix("https://"), !text.contains("#"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let rest = text.dropFirst("https://".count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@"), !authority.isEmpty else { return nil }
        var host = authority
        var port = 443
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
        let path = rest[end...]
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }

    /// As the `Host` header has it.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 443 ? name : "\(name):\(port)"
    }
}
