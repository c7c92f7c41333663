import AWSVocabulary

/// An HTTP proxy.
struct Proxy: Sendable, Hashable, CustomStringConvertible {
    /// Why a proxy variable names none.
    struct Unusable: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String
    }

    let host: String
    let port: Int
    /// The `Proxy-Authorization` field; nil if the URL has no user.
    let authorization: Secret?

    /// Reads `http://[USER[:PASSWORD]@]HOST[:PORT]`; the scheme may be left out, and a path is passed over.
    init(_ text: String) throws(Unusable) {
        var rest = text[...]
        if let scheme = rest.firstRange(of: "://") {
            let name = rest[..<scheme.lowerBound].lowercased()
            guard name == "http" else {
                throw Unusable(description: "proxies of the scheme `\(name)` are not supported")
            }
            rest = rest[scheme.upperBound...]
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var user: Substring?
        if let at = rest.lastIndex(of: "@") {
            user = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        // What the URL says of user and password is in no message.
        guard let url = ServiceURL("http://" + rest) else { throw Unusable(description: "it is no URL of a proxy") }
        host = url.host
        port = url.port
        authorization = user.map { user in
            let pair = user.contains(":") ? String(user) : user + ":"
            return Secret("Basic " + Self.base64(Self.decoded(pair)))
        }
    }

    /// Host and port, and nothing of the user.
    var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    private static func decoded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
            for place in 0..<4 {
                let digit = digits[Int(value >> (6 * UInt32(3 - place)) & 63)]
                text.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
