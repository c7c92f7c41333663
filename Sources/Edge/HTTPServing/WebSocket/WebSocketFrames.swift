/// Reads the frames that a WebSocket client sends (RFC 6455 section 5), and makes those that a server sends.
struct WebSocketFrames: Sendable {
    /// One thing that a client said.
    enum Event: Sendable, Hashable {
        /// A whole message, text or binary.
        case message([UInt8])
        case ping([UInt8])
        case close
    }

    /// The client broke the protocol, and the status to close with.
    struct Violation: Error, Hashable {
        let status: UInt16
    }

    enum Opcode {
        static let continuation: UInt8 = 0
        static let text: UInt8 = 1
        static let binary: UInt8 = 2
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }

    private static let maximumMessage = 4 << 20

    private var buffer: [UInt8] = []
    private var message: [UInt8] = []
    private var isFragmented = false

    /// Takes bytes as they come, and returns what is complete.
    ///
    /// - Throws: `Violation`.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(Violation) -> [Event] {
        buffer.append(contentsOf: bytes)
        var events: [Event] = []
        var place = 0
        while let (event, end) = try frame(at: place) {
            if let event { events.append(event) }
            place = end
        }
        buffer.removeFirst(place)
        return events
    }

    /// The frame that begins at a place, and where it ends; nil if it is not all there yet.
    private mutating func frame(at start: Int) throws(Violation) -> (Event?, Int)? {
        guard buffer.count >= start + 2 else { return nil }
        let (first, second) = (buffer[start], buffer[start + 1])
        let (isFinal, opcode) = (first & 0x80 != 0, first & 0x0F)
        // Reserved bits are for extensions, of which there are none; clients mask.
        guard first & 0x70 == 0, second & 0x80 != 0 else { throw Violation(status: 1002) }
        var length = Int(second & 0x7F)
        var place = start + 2
        if length >= 126 {
            let count = length == 126 ? 2 : 8
            guard buffer.count >= place + count else { return nil }
            var value: UInt64 = 0
            for byte in buffer[place..<place + count] { value = value << 8 | UInt64(byte) }
            guard value <= UInt64(Self.maximumMessage) else { throw Violation(status: 1009) }
            length = Int(value)
            place += count
        }
        let isControl = opcode >= 8
        guard !isControl || isFinal && length < 126 else { throw Violation(status: 1002) }
        guard buffer.count >= place + 4 + length else { return nil }
        let mask = Array(buffer[place..<place + 4])
        place += 4
        var content = Array(buffer[place..<place + length])
        for index in content.indices { content[index] ^= mask[index & 3] }
        return (try event(opcode, content, isFinal: isFinal), place + length)
    }

    private mutating func event(_ opcode: UInt8, _ content: [UInt8], isFinal: Bool) throws(Violation) -> Event? {
        switch opcode {
        case Opcode.ping: return .ping(content)
        case Opcode.pong: return nil
        case Opcode.close: return .close
        case Opcode.text, Opcode.binary:
            guard !isFragmented else { throw Violation(status: 1002) }
            if isFinal { return .message(content) }
            (message, isFragmented) = (content, true)
            return nil
        case Opcode.continuation:
            guard isFragmented else { throw Violation(status: 1002) }
            guard message.count + content.count <= Self.maximumMessage else { throw Violation(status: 1009) }
            message += content
            guard isFinal else { return nil }
            defer { (message, isFragmented) = ([], false) }
            return .message(message)
        default: throw Violation(status: 1002)
        }
    }

    /// A frame as servers send it: whole and not masked.
    static func frame(_ opcode: UInt8, _ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x80 | opcode]
        switch content.count {
        case ..<126: bytes.append(UInt8(content.count))
        case ..<65_536: bytes += [126, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
        default:
            bytes.append(127)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(content.count >> shift & 0xFF)) }
        }
        return bytes + content
    }

    /// A close frame with its status.
    static func close(_ status: UInt16) -> [UInt8] {
        frame(Opcode.close, [UInt8(status >> 8), UInt8(status & 0xFF)])
    }
}
