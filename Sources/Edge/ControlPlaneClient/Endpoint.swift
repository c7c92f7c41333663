/// Where an API listens: an `http` or `https` URL of a host and a port.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int
    package let isSecure: Bool
    /// The certificate authorities to trust instead of the system's, in PEM; `https` only.
    package var authorities: [UInt8]?

    /// Accepts `http://HOST[:PORT]` and `https://HOST[:PORT]`, with an IPv6 address in brackets.
    package init?(_ url: String) {
        let scheme = url.hasPrefix("https://") ? "https://" : "http://"
        guard url.hasPrefix(scheme) else { return nil }
        isSecure = scheme == "https://"
        var authority = url.dropFirst(scheme.count)
        if authority.hasSuffix("/") { authority.removeLast() }
        var digits: Substring?
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            digits = authority[authority.index(after: colon)...]
            authority = authority[..<colon]
        }
        if authority.hasPrefix("["), authority.hasSuffix("]") {
            authority = authority.dropFirst().dropLast()
        } else if authority.contains(":") {
            return nil
        }
        guard !authority.isEmpty, authority.allSatisfy({ $0.isASCII && !"/?#@ []".contains($0) }) else { return nil }
        host = String(authority)
        guard let digits else {
            port = isSecure ? 443 : 80
            return
        }
        guard let port = Int(digits), (1...65_535).contains(port) else { return nil }
        self.port = port
    }

    /// Host and port as the `Host` header has them: the scheme's own port is left out.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    package var description: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
