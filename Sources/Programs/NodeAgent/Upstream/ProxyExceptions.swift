#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The hosts that `NO_PROXY` lists, and the loopback interface.
struct ProxyExceptions: Sendable {
    private enum Rule: Sendable {
        case all
        case address([UInt8], port: Int?)
        case range([UInt8], bits: Int)
        /// With its dot; `itself` is covered as well unless only what is below it is meant.
        case domain(String, itself: Bool, port: Int?)
    }

    private var rules: [Rule] = []

    /// Reads a list with commas; entries that make no sense cover nothing.
    init(_ list: String) {
        rules = list.split(separator: ",").compactMap { Self.rule(Self.trimmed($0).lowercased()) }
    }

    func cover(host: String, port: Int) -> Bool {
        let name = host.lowercased()
        let address = Self.bytes(name)
        if name == "localhost" || address.map(Self.isLoopback) ?? false { return true }
        return rules.contains { rule in
            switch rule {
            case .all: true
            case .address(let bytes, let wanted): bytes == address && (wanted ?? port) == port
            case .range(let bytes, let bits): address.map { Self.agree($0, bytes, bits: bits) } ?? false
            case .domain(let domain, let itself, let wanted):
                (wanted ?? port) == port && (name.hasSuffix(domain) || itself && name == domain.dropFirst())
            }
        }
    }

    private static func rule(_ entry: String) -> Rule? {
        if entry == "*" { return .all }
        let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let bytes = bytes(String(parts[0])), let bits = Int(parts[1]),
            (0...bytes.count * 8).contains(bits)
        {
            return .range(bytes, bits: bits)
        }
        var name = entry[...]
        var port: Int?
        // The last colon is a port's, but for IPv6 addresses without brackets.
        if let colon = entry.lastIndex(of: ":"), bytes(entry) == nil {
            guard let number = Int(entry[entry.index(after: colon)...]) else { return nil }
            port = number
            name = entry[..<colon]
        }
        if name.first == "[", name.last == "]" { name = name.dropFirst().dropLast() }
        if let bytes = bytes(String(name)) { return .address(bytes, port: port) }
        if name.hasPrefix("*.") { name = name.dropFirst() }
        guard !name.isEmpty, name != "." else { return nil }
        return .domain(name.first == "." ? String(name) : "." + name, itself: name.first != ".", port: port)
    }

    private static func agree(_ left: [UInt8], _ right: [UInt8], bits: Int) -> Bool {
        guard left.count == right.count else { return false }
        return (0..<bits).allSatisfy { (left[$0 / 8] ^ right[$0 / 8]) & (0x80 >> UInt8($0 % 8)) == 0 }
    }

    private static func isLoopback(_ bytes: [UInt8]) -> Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    /// An address's 4 or 16 bytes in network order; an IPv4 address inside of an IPv6 one is the IPv4 address.
    private static func bytes(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
