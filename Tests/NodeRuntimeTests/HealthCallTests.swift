import Testing

@testable import NodeRuntime

@Suite struct HealthCallTests {
    private static func frame(_ kind: UInt8, _ flags: UInt8, _ stream: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0, UInt8(content.count >> 8), UInt8(content.count & 0xFF), kind, flags, 0, 0, 0, stream] + content
    }

    private static let settings = frame(4, 0, 0, [0, 3, 0, 0, 0, 100])
    /// `:status: 200`.
    private static let head = frame(1, 4, 1, [0x88])
    private static let trailers = frame(1, 5, 1, [])

    private static func answer(_ message: [UInt8], flags: UInt8 = 0) -> [UInt8] {
        frame(0, flags, 1, [0, 0, 0, 0, UInt8(message.count)] + message)
    }

    @Test("the request is a preface, settings and one call")
    func opening() {
        let opening = HealthCall(service: "shop", authority: "10.0.0.10:80").opening
        #expect(opening.starts(with: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]))
        #expect(opening.suffix(20) == [0, 0, 11, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 6, 0x0A, 4] + Array("shop".utf8))
        let method: [UInt8] = [0, 7] + Array(":method".utf8) + [4] + Array("POST".utf8)
        #expect(opening.dropFirst(24 + 9 + 9).starts(with: method))
        #expect(HealthCall(service: "", authority: "a").opening.suffix(5) == [0, 0, 0, 0, 0])
    }

    @Test(
        "the outcome is the status, or why there is none",
        arguments: [
            (settings + head + answer([8, 1]) + trailers, .serving),
            (settings + head + answer([8, 1], flags: 1), .serving),
            (settings + head + frame(0, 9, 1, [2, 0, 0, 0, 0, 2, 8, 1, 0, 0]), .serving),
            (
                settings + head + answer([8, 2]) + trailers,
                .failed(#"service unhealthy (responded with "NOT_SERVING")"#)
            ),
            (settings + head + answer([]) + trailers, .failed(#"service unhealthy (responded with "UNKNOWN")"#)),
            (settings + frame(3, 0, 1, [0, 0, 0, 1]), .failed("the server reset the call")),
            (settings + frame(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), .failed("the server ended the connection")),
            (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), .failed("the server does not speak HTTP/2")),
            (settings + frame(0, 8, 1, [9, 0]), .failed("the server's answer cannot be read")),
        ] as [([UInt8], HealthCall.Outcome)]
    )
    func outcome(bytes: [UInt8], expected: HealthCall.Outcome) {
        var whole = HealthCall(service: "", authority: "a")
        #expect(whole.receive(bytes).outcome == expected)
        // In pieces, as networks have it.
        var pieces = HealthCall(service: "", authority: "a")
        var outcome: HealthCall.Outcome?
        for byte in bytes where outcome == nil { outcome = pieces.receive([byte]).outcome }
        #expect(outcome == expected)
    }

    @Test("an answer without a message says what it may mean")
    func empty() {
        var call = HealthCall(service: "", authority: "a")
        guard case .failed(let words)? = call.receive(Self.settings + Self.trailers).outcome else {
            Issue.record("no outcome")
            return
        }
        #expect(words.contains("does not serve grpc.health.v1.Health"))
    }

    @Test("settings and pings are acknowledged, acknowledgements are not")
    func acknowledgements() {
        var call = HealthCall(service: "", authority: "a")
        let ping: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        #expect(
            call.receive(Self.settings + Self.frame(6, 0, 0, ping)).reply
                == Self.frame(4, 1, 0, []) + Self.frame(6, 1, 0, ping)
        )
        #expect(call.receive(Self.frame(4, 1, 0, []) + Self.frame(6, 1, 0, ping)).reply.isEmpty)
    }
}
