import Testing

@testable import HTTPServing

struct WebSocketTests {
    /// A frame as clients send it: masked.
    private func masked(_ first: UInt8, _ content: [UInt8], longForm: Bool = false) -> [UInt8] {
        let mask: [UInt8] = [1, 2, 3, 4]
        var bytes = [first]
        if content.count < 126, !longForm {
            bytes.append(0x80 | UInt8(content.count))
        } else {
            bytes += [0x80 | 126, UInt8(content.count >> 8), UInt8(content.count & 0xFF)]
        }
        return bytes + mask + content.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    @Test func `the example of RFC 6455 is accepted`() {
        #expect(WebSocketUpgrade.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func `messages are read whole, however they come`() throws {
        let long = [UInt8](repeating: 7, count: 300)
        let bytes =
            masked(0x82, [1, 2]) + masked(0x02, [3]) + masked(0x89, [9]) + masked(0x00, [4]) + masked(0x80, [5])
            + masked(0x82, long) + masked(0x88, [])
        let expected: [WebSocketFrames.Event] = [
            .message([1, 2]), .ping([9]), .message([3, 4, 5]), .message(long), .close,
        ]
        for size in [1, 2, 3, 7, 64, bytes.count] {
            var frames = WebSocketFrames()
            var events: [WebSocketFrames.Event] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try frames.read(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(events == expected, "pieces of \(size)")
        }
    }

    @Test(
        arguments: [
            [0x82, 0x01, 0x00], [0xC2, 0x80, 0, 0, 0, 0], [0x83, 0x80, 0, 0, 0, 0], [0x80, 0x80, 0, 0, 0, 0],
            [0x09, 0x80, 0, 0, 0, 0], [0x89, 0xFE, 0, 126],
            [0x02, 0x80, 0, 0, 0, 0, 0x82, 0x80, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func `what breaks the protocol is refused`(_ bytes: [UInt8]) {
        var frames = WebSocketFrames()
        #expect(throws: WebSocketFrames.Violation(status: 1002)) { try frames.read(bytes) }
    }

    @Test func `a message that is too long is refused before it is read`() {
        var frames = WebSocketFrames()
        let head: [UInt8] = [0x82, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0]
        #expect(throws: WebSocketFrames.Violation(status: 1009)) { try frames.read(head) }
    }

    @Test(arguments: [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10)])
    func `frames are as short as they can be`(_ count: Int, _ overhead: Int) {
        let frame = WebSocketFrames.frame(2, [UInt8](repeating: 1, count: count))
        #expect(frame.count == count + overhead)
        #expect(frame[0] == 0x82)
    }
}
