/// One call of `grpc.health.v1.Health/Check` over a connection of its own: as much of HTTP/2 (RFC 9113) as that takes.
///
/// The caller sends `opening`, then passes on what arrives, and sends what it is told to.
struct HealthCall: Sendable {
    enum Outcome: Sendable, Hashable {
        case serving
        /// In kubelet's words where it has some.
        case failed(String)
    }

    private enum Kind {
        static let data: UInt8 = 0
        static let headers: UInt8 = 1
        static let reset: UInt8 = 3
        static let settings: UInt8 = 4
        static let ping: UInt8 = 6
        static let goAway: UInt8 = 7
    }

    /// What a peer may send in a frame unless it is told otherwise.
    private static let longestFrame = 16_384
    private static let longestAnswer = 4_096
    private static let stream: UInt32 = 1
    private static let endStream: UInt8 = 1
    private static let acknowledged: UInt8 = 1
    private static let endHeaders: UInt8 = 4
    private static let padded: UInt8 = 8

    /// The preface, the settings and the whole request.
    let opening: [UInt8]
    private var waiting: [UInt8] = []
    private var answer: [UInt8] = []
    private var isSettled = false

    /// An empty `service` asks for the server as a whole.
    init(service: String, authority: String) {
        let name = Array(service.utf8)
        let message = name.isEmpty ? [] : [0x0A] + Self.varint(name.count) + name
        let length = (0..<4).reversed().map { UInt8(truncatingIfNeeded: message.count >> (8 * $0)) }
        let headers: [(String, String)] = [
            (":method", "POST"), (":scheme", "http"), (":path", "/grpc.health.v1.Health/Check"),
            (":authority", authority), ("content-type", "application/grpc"), ("te", "trailers"),
            ("user-agent", "kube-probe/1.33"),
        ]
        opening =
            Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.frame(Kind.settings, 0, 0, [])
            + Self.frame(Kind.headers, Self.endHeaders, Self.stream, headers.flatMap(Self.field))
            + Self.frame(Kind.data, Self.endStream, Self.stream, [0] + length + message)
    }

    /// Takes bytes of the server; what to send in return, and the outcome once it is known.
    mutating func receive(_ bytes: [UInt8]) -> (reply: [UInt8], outcome: Outcome?) {
        waiting += bytes
        var reply: [UInt8] = []
        while waiting.count >= 9 {
            let length = Int(waiting[0]) << 16 | Int(waiting[1]) << 8 | Int(waiting[2])
            guard length <= Self.longestFrame else { return (reply, .failed("the server does not speak HTTP/2")) }
            guard waiting.count >= 9 + length else { break }
            let (kind, flags) = (waiting[3], waiting[4])
            let stream = waiting[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
            let content = Array(waiting[9..<9 + length])
            waiting.removeFirst(9 + length)
            guard isSettled || kind == Kind.settings else {
                return (reply, .failed("the server does not speak HTTP/2"))
            }
            switch kind {
            case Kind.settings:
                isSettled = true
                if flags & Self.acknowledged == 0 { reply += Self.frame(Kind.settings, Self.acknowledged, 0, []) }
            case Kind.ping where flags & Self.acknowledged == 0:
                reply += Self.frame(Kind.ping, Self.acknowledged, 0, content)
            case Kind.data where stream == Self.stream:
                let padding = flags & Self.padded == 0 ? 0 : Int(content.first ?? 0) + 1
                guard padding <= content.count, answer.count + content.count <= Self.longestAnswer else {
                    return (reply, .failed("the server's answer cannot be read"))
                }
                answer += padding == 0 ? content : Array(content.dropFirst().dropLast(padding - 1))
                if flags & Self.endStream != 0 { return (reply, outcome) }
            case Kind.headers where stream == Self.stream && flags & Self.endStream != 0: return (reply, outcome)
            case Kind.reset where stream == Self.stream: return (reply, .failed("the server reset the call"))
            case Kind.goAway: return (reply, .failed("the server ended the connection"))
            default: break
            }
        }
        return (reply, nil)
    }

    private var outcome: Outcome {
        guard answer.count >= 5, answer[0] == 0 else {
            return .failed(
                "the server answered without a health status: it does not serve grpc.health.v1.Health, or does not know the "
                    + "service"
            )
        }
        var message = answer.dropFirst(5)[...]
        var status = 0
        // The only field of the answer; a server leaves 0 out.
        if message.popFirst() == 0x08 {
            var shift = 0
            while let byte = message.popFirst(), shift < 32 {
                status |= Int(byte & 0x7F) << shift
                shift += 7
                if byte & 0x80 == 0 { break }
            }
        }
        guard status != 1 else { return .serving }
        let names = [0: "UNKNOWN", 2: "NOT_SERVING", 3: "SERVICE_UNKNOWN"]
        return .failed("service unhealthy (responded with \"\(names[status] ?? String(status))\")")
    }

    private static func frame(_ kind: UInt8, _ flags: UInt8, _ stream: UInt32, _ content: [UInt8]) -> [UInt8] {
        let length = [16, 8, 0].map { UInt8(truncatingIfNeeded: content.count >> $0) }
        let name = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> $0) }
        return length + [kind, flags] + name + content
    }

    /// A literal field without indexing (RFC 7541, section 6.2.2), without Huffman coding.
    private static func field(_ name: String, _ value: String) -> [UInt8] { [0] + text(name) + text(value) }

    private static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8.prefix(1024))
        return (bytes.count < 0x7F ? [UInt8(bytes.count)] : [0x7F] + varint(bytes.count - 0x7F)) + bytes
    }

    private static func varint(_ value: Int) -> [UInt8] {
        var (rest, bytes) = (value, [UInt8]())
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
