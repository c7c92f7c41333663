import Testing

@testable import Netlink

/// A socket whose kernel says what a test wrote down, and which notes what was sent.
final class ScriptedSocket: NetlinkSocket {
    let portID: UInt32
    private var answers: [[UInt8]]
    private(set) var sent: [[UInt8]] = []

    /// One datagram an answer, in hexadecimal digits; spaces, line ends and what follows `#` are passed over.
    init(portID: UInt32 = 0x1234, _ answers: String...) {
        self.portID = portID
        self.answers = answers.map(hex)
    }

    var isDone: Bool { answers.isEmpty }

    func send(_ message: [UInt8]) throws(NetlinkError) { sent.append(message) }

    func receive() throws(NetlinkError) -> [UInt8] {
        guard !answers.isEmpty else { throw .system(call: "recvfrom", 11) }
        return answers.removeFirst()
    }
}

/// The bytes of hexadecimal digits with a comment behind `#` on each line.
func hex(_ text: String) -> [UInt8] {
    let digits = text.split(separator: "\n").map { $0.prefix { $0 != "#" } }.joined().filter(\.isHexDigit)
    return stride(from: 0, to: digits.count, by: 2).compactMap { offset in
        let start = digits.index(digits.startIndex, offsetBy: offset)
        return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16)
    }
}
