import Netlink

/// A kernel with links, addresses and routes as a test says, which answers netlink and notes what it was asked to change.
final class FakeKernel: NetlinkSocket {
    /// Message types of rtnetlink(7).
    enum Request: UInt16 {
        case newLink = 16
        case getLink = 18
        case setLink = 19
        case newAddress = 20
        case getAddress = 22
        case newRoute = 24
        case getRoute = 26
    }

    let portID: UInt32 = 7
    /// Kinds of links that it does not have.
    var unknownKinds: Set<String> = []
    /// Error numbers of refusals, by request and the address family in the message's first byte (0 for any).
    var refusals: [Request: [UInt8: Int32]] = [:]
    /// Addresses of the link, with the length of their prefix.
    var addresses: [(bytes: [UInt8], prefix: UInt8)] = []
    /// Destinations that a route leads to, and by which link.
    var routes: [(bytes: [UInt8], prefix: UInt8, link: UInt32)] = []
    private(set) var kind: String?
    private(set) var changes: [String] = []
    private var answers: [[UInt8]] = []

    init(kind: String? = nil) {
        self.kind = kind
    }

    func send(_ message: [UInt8]) throws(NetlinkError) {
        let sequence = Array(message[8..<12])
        let payload = Array(message[16...])
        guard let request = Request(rawValue: UInt16(message[4]) | UInt16(message[5]) << 8) else {
            throw .malformed("an unknown request")
        }
        let family = payload[0]
        if let number = refusals[request]?[family] ?? refusals[request]?[0] {
            changes.append("refused \(request)")
            return answer(2, Self.words(UInt32(bitPattern: -number)) + Array(message.prefix(16)), sequence)
        }
        switch request {
        case .getLink:
            guard kind != nil else { return acknowledge(19, message, sequence) }
            let name = Array("pod-id-link0\0".utf8)
            answer(16, [0, 0, 1, 0] + Self.words(3, 1, 0) + Self.attribute(3, name), sequence)
            acknowledge(0, message, sequence)
        case .newLink where changesFlagsOnly(payload): note("up", message, sequence)
        case .newLink:
            let text = String(decoding: payload, as: UTF8.self)
            let asked = ["dummy", "bridge", "ifb"].first { text.contains($0) } ?? ""
            guard !unknownKinds.contains(asked) else { return acknowledge(95, message, sequence) }
            kind = asked
            note("made \(asked)", message, sequence)
        case .setLink: note("up", message, sequence)
        case .getAddress:
            for (bytes, prefix) in addresses where Self.family(bytes) == family {
                answer(20, [family, prefix, 0, 0] + Self.words(3) + Self.attribute(1, bytes), sequence)
            }
            answer(3, Self.words(0), sequence)
        case .newAddress: note("address \(family == 2 ? "IPv4" : "IPv6")", message, sequence)
        case .getRoute:
            for (bytes, prefix, link) in routes where Self.family(bytes) == family {
                let head: [UInt8] = [family, prefix, 0, 0, 254, 3, 0, 1] + Self.words(0)
                answer(24, head + Self.attribute(1, bytes) + Self.attribute(4, Self.words(link)), sequence)
            }
            answer(3, Self.words(0), sequence)
        case .newRoute: note("route \(family == 2 ? "IPv4" : "IPv6")", message, sequence)
        }
    }

    func receive() throws(NetlinkError) -> [UInt8] {
        guard !answers.isEmpty else { throw .system(call: "recvfrom", 11) }
        return answers.removeFirst()
    }

    /// A message about a link that is there names it by its index.
    private func changesFlagsOnly(_ payload: [UInt8]) -> Bool { payload.count >= 8 && payload[4] != 0 }

    private func note(_ change: String, _ message: [UInt8], _ sequence: [UInt8]) {
        changes.append(change)
        acknowledge(0, message, sequence)
    }

    private func acknowledge(_ number: Int32, _ message: [UInt8], _ sequence: [UInt8]) {
        answer(2, Self.words(UInt32(bitPattern: -number)) + Array(message.prefix(16)), sequence)
    }

    private func answer(_ type: UInt8, _ payload: [UInt8], _ sequence: [UInt8]) {
        answers.append(
            Self.words(UInt32(16 + payload.count)) + [type, 0, 0, 0] + sequence + Self.words(portID) + payload
        )
    }

    private static func family(_ bytes: [UInt8]) -> UInt8 { bytes.count == 4 ? 2 : 10 }

    private static func words(_ values: UInt32...) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
    }

    private static func attribute(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
        let length = 4 + value.count
        return [UInt8(length), 0, type, 0] + value + [UInt8](repeating: 0, count: (4 - length % 4) % 4)
    }
}
