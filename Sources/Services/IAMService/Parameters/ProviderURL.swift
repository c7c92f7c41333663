/// The URL of an OIDC provider, as IAM keeps it: without `https://` and without port 443; a trailing slash counts.
///
/// AWS takes no port at all; we take one, so that an issuer need not own port 443.
struct ProviderURL: Sendable, Hashable {
    /// What follows `oidc-provider/` in the ARN.
    let text: String
    let host: String
    let port: Int

    /// Accepts `https` URLs of a host, an optional port and a path; neither user, query nor fragment.
    init?(_ url: String) {
        let scheme = "https://"
        guard url.utf8.count > scheme.utf8.count, url.prefix(scheme.count).lowercased() == scheme else { return nil }
        let rest = url.dropFirst(scheme.count)
        guard rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !rest.contains(where: Self.forbidden.contains)
        else { return nil }
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, Self.isHostName(name) else { return nil }
        host = String(name)
        guard parts.count == 2 else {
            port = 443
            text = String(rest)
            return
        }
        guard parts[1].utf8.count <= 5, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(parts[1]), (1...65_535).contains(number)
        else { return nil }
        port = number
        text = number == 443 ? host + path : "\(host):\(number)\(path)"
    }

    /// The text without a port.
    var portless: String { host + text.drop { $0 != "/" } }

    private static let forbidden: Set<Character> = ["?", "#", "@", "\\", "\"", "<", ">", "*", "$"]

    private static func isHostName(_ name: Substring) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.first != UInt8(ascii: "-")
                && label.utf8.last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-")
                }
        }
    }
}
