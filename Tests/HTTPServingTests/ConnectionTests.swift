import HTTPServing
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import Testing

/// Answers with the path and the number of bytes in the body.
private let echo: HTTPListener.Responder = { request, _ in
    var count = 0
    do {
        for try await part in request.body { count += part.readableBytes }
    } catch {
        return Response(status: .badRequest, body: ResponseBody(byteBuffer: ByteBuffer(string: "broken")))
    }
    return text("\(request.method.rawValue) \(request.head.path ?? "") \(count)")
}

private func text(_ body: String) -> Response {
    Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
}

private func head(_ path: String, _ fields: String...) -> String {
    "POST \(path) HTTP/1.1\r\nHost: test\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}

@Suite("An HTTP connection", .timeLimit(.minutes(1)))
struct ConnectionTests {
    @Test("A request without a body, and two after it in one piece, are answered in turn, in full")
    func answersInTurn() async throws {
        let answers = try await serving(echo) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send("GET /1 HTTP/1.1\r\nHost: test\r\n\r\n")
            let first = try await connection.read { $0.hasSuffix("GET /1 0") }
            try await connection.send(head("/2", "Content-Length: 3") + "abc" + head("/3", "Content-Length: 0"))
            return first + (try await connection.read { $0.hasSuffix("POST /3 0") })
        }
        let expected = ["GET /1 0", "POST /2 3", "POST /3 0"].map { body in
            "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
        #expect(answers == expected.joined())
    }

    @Test(
        "A body arrives whole however it is sent",
        arguments: [
            (["Content-Length: 5"], ["ab", "cde"], 5),
            (["Content-Length: 65536"], [String(repeating: "x", count: 65536)], 65536),
            (["Content-Length: 65537"], [String(repeating: "x", count: 65536), "x"], 65537),
            (["Content-Length: 3000000"], [String(repeating: "x", count: 3_000_000)], 3_000_000),
            (["Transfer-Encoding: chunked"], ["2\r\nab\r\n", "3\r\ncde\r\n0\r\n\r\n"], 5),
        ]
    )
    func takesBodies(fields: [String], pieces: [String], count: Int) async throws {
        try await serving(echo) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(
                "PUT /it HTTP/1.1\r\nHost: test\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
            )
            for piece in pieces { try await connection.send(piece) }
            let answer = try await connection.read { $0.contains("PUT /it ") && $0.hasSuffix("\(count)") }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("What a client goes on to send of a body that was refused is dropped, and its next request answered")
    func dropsTheRest() async throws {
        let respond: HTTPListener.Responder = { request, _ in text("seen \(request.head.path ?? "")") }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(head("/big", "Content-Length: 2000000"))
            _ = try await connection.read { $0.hasSuffix("seen /big") }
            try await connection.send(String(repeating: "x", count: 2_000_000) + head("/next", "Content-Length: 0"))
            _ = try await connection.read { $0.hasSuffix("seen /next") }
        }
    }

    @Test("A body that nobody takes is not read on, and is once somebody does")
    func holdsUpTheReading() async throws {
        let (taken, take) = AsyncStream<Void>.makeStream()
        let respond: HTTPListener.Responder = { request, _ in
            for await _ in taken { break }
            var count = 0
            do { for try await part in request.body { count += part.readableBytes } } catch { return text("broken") }
            return text("took \(count)")
        }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            let length = 64 << 20
            try await connection.send(head("/", "Content-Length: \(length)"))
            let sent = try await connection.fill(length)
            #expect(sent < length / 2)
            take.yield()
            var rest = length - sent
            while rest > 0 { rest -= try await connection.fill(rest) }
            _ = try await connection.read { $0.hasSuffix("took \(length)") }
        }
    }

    @Test("An answer that nobody reads is not made on")
    func waitsForTheReader() async throws {
        let made = Atomic(0)
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)
        let respond: HTTPListener.Responder = { request, _ in
            guard request.head.path == "/" else { return text("short") }
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    for _ in 0..<64 {
                        try await writer.write(piece)
                        made.add(1, ordering: .relaxed)
                    }
                    try await writer.finish(nil)
                }
            )
        }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port, receiveBuffer: 4096)
            try await connection.send("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            _ = try await connection.read { $0.contains("xxxx") }
            // Time in which the rest would be made, were it not held up.
            for _ in 0..<50 {
                let other = try await ServedConnection.open(port)
                try await other.send("GET /short HTTP/1.1\r\nHost: test\r\n\r\n")
                _ = try await other.read { $0.hasSuffix("short") }
            }
            #expect(made.load(ordering: .relaxed) < 32)
            let rest = try await connection.rest()
            #expect(rest.hasSuffix("0\r\n\r\n") && made.load(ordering: .relaxed) == 64)
        }
    }

    @Test("The pieces of a stream go out as they are made")
    func streams() async throws {
        let (steps, step) = AsyncStream<Void>.makeStream()
        let respond: HTTPListener.Responder = { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "first"))
                    for await _ in steps { break }
                    try await writer.write(ByteBuffer(string: "second"))
                    try await writer.finish(nil)
                }
            )
        }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            _ = try await connection.read { $0.hasSuffix("5\r\nfirst\r\n") }
            step.yield()
            #expect(try await connection.read { $0.hasSuffix("0\r\n\r\n") } == "6\r\nsecond\r\n0\r\n\r\n")
        }
    }

    @Test(
        "The connection ends after the answer when the client says so",
        arguments: [
            ("GET /a HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n", false),
            ("GET /a HTTP/1.1\r\nHost: test\r\nConnection: Close\r\n\r\n", false),
            ("GET /a HTTP/1.1\r\nHost: test\r\n\r\n", true),
        ]
    )
    func ends(request: String, endsSending: Bool) async throws {
        try await serving(echo) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(request)
            if endsSending { connection.endSending() }
            #expect(try await connection.rest().hasSuffix("GET /a 0"))
        }
    }

    @Test(
        "What is no HTTP, or too much of it, is answered 400, and the connection ends",
        arguments: [
            "this is not HTTP\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
            "GET / HTTP/1.1\r\nHost: test\r\nBig: \(String(repeating: "x", count: 70_000))\r\n\r\n",
        ]
    )
    func refusesWhatIsNoHTTP(bytes: String) async throws {
        try await serving(echo) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(bytes)
            #expect(try await connection.rest().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        }
    }

    @Test("A client that expects to be told to continue is told")
    func continues() async throws {
        try await serving(echo) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(head("/", "Content-Length: 100000", "Expect: 100-continue"))
            _ = try await connection.read { $0 == "HTTP/1.1 100 Continue\r\n\r\n" }
            try await connection.send(String(repeating: "x", count: 100_000))
            _ = try await connection.read { $0.hasSuffix("POST / 100000") }
        }
    }

    @Test("A graceful end closes idle connections, and lets a request under way have its answer")
    func endsGracefully() async throws {
        let (arrivals, arrive) = AsyncStream<Void>.makeStream()
        let (steps, step) = AsyncStream<Void>.makeStream()
        let respond: HTTPListener.Responder = { request, _ in
            if request.head.path == "/slow" {
                arrive.yield()
                for await _ in steps { break }
            }
            return text("done")
        }
        try await serving(respond) { port, stop in
            let idle = try await ServedConnection.open(port)
            try await idle.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            _ = try await idle.read { $0.hasSuffix("done") }
            let busy = try await ServedConnection.open(port)
            try await busy.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n")
            for await _ in arrivals { break }
            await stop()
            #expect(try await idle.rest() == "")
            step.yield()
            #expect(try await busy.rest().hasSuffix("done"))
        }
    }
}
