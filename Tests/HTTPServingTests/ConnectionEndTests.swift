import HTTPServing
import HTTPTypes
import HummingbirdCore
import LoopbackTLS
import NIOCore
import Synchronization
import Testing

private func text(_ body: String) -> Response {
    Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
}

/// Reads the body and answers with the path.
private let answer: HTTPListener.Responder = { request, _ in
    do { for try await _ in request.body {} } catch { return text("broken") }
    return text("seen \(request.head.path ?? "")")
}

private func get(_ path: String, _ fields: String...) -> String {
    "GET \(path) HTTP/1.1\r\nHost: test\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
}

@Suite("The end of an HTTP connection", .timeLimit(.minutes(1)))
struct ConnectionEndTests {
    @Test("A client that has asked for the end, sends more and stays is left")
    func leaves() async throws {
        try await serving(answer) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(get("/last", "Connection: close") + get("/after"))
            let all = try await connection.rest()
            #expect(all == "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nseen /last")
            // The client keeps its side open; the server's end, which `serving` waits for, comes all the same.
        }
    }

    @Test(
        "A graceful end does not wait for ever for a client that reads nothing, or sends half a request",
        arguments: [false, true]
    )
    func doesNotWait(isSecure: Bool) async throws {
        let endless: HTTPListener.Responder = { request, peer in
            guard request.head.path == "/endless" else { return await answer(request, peer) }
            return Response(
                status: .ok,
                body: ResponseBody { writer in
                    let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)
                    while true { try await writer.write(piece) }
                }
            )
        }
        let authority = try TestAuthority()
        let identity = try authority.identity()
        let tls = HTTPListener.TLSIdentity(certificates: identity.certificate, key: identity.key)
        try await serving(endless, tls: isSecure ? tls : nil, patience: .milliseconds(100)) { port, stop in
            if isSecure {
                let half = try await SecuredConnection.open(port, trusting: authority)
                try await half.send("POST /half HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\nx")
                await stop()
                // Ended by the server, which has no whole request.
                #expect(await !half.read { _ in false }.contains("seen"))
            } else {
                let deaf = try await ServedConnection.open(port, receiveBuffer: 4096)
                try await deaf.send(get("/endless"))
                _ = try await deaf.read { $0.contains("xxxx") }
                await stop()
            }
        }
    }

    @Test("A body that breaks off in the middle has one answer, and the connection ends")
    func answersOnce() async throws {
        try await serving(answer) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send("POST /it HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")
            #expect(try await connection.rest() == "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbroken")
        }
    }

    @Test("The answer to HEAD has the fields of the one to GET, and no body", arguments: [true, false])
    func sendsNoBody(hasLength: Bool) async throws {
        let respond: HTTPListener.Responder = { request, _ in
            hasLength
                ? text("0123456789")
                : Response(status: .ok, body: ResponseBody { try await $0.write(ByteBuffer(string: "0123456789")) })
        }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n")
            let first = "HTTP/1.1 200 OK\r\nContent-Length: \(hasLength ? 10 : 0)\r\n\r\n"
            _ = try await connection.read { $0 == first }
            try await connection.send("HEAD / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            let last = try await connection.rest()
            #expect(last.contains("Connection: close\r\n") && last.hasSuffix("\r\n\r\n"))
        }
    }

    @Test(
        "An answer is the last where nothing can follow it",
        arguments: [
            get("/it", "Connection: keep-alive, close"), get("/it", "Connection: Upgrade", "Upgrade: h2c"),
            get("/it", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP"),
            "GET /it HTTP/1.0\r\n\r\n", "GET /it HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
        ]
    )
    func saysThatItIsTheLast(request: String) async throws {
        try await serving(answer) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(request)
            let all = try await connection.rest()
            #expect(
                all.hasPrefix("HTTP/1.1 200 OK\r\n") && all.contains("Connection: close\r\n")
                    && all.hasSuffix("seen /it")
            )
        }
    }

    @Test("A body that a half-closed client has not sent whole is broken, also behind another request")
    func breaksTheWaitingBody() async throws {
        let (steps, step) = AsyncStream<Void>.makeStream()
        let respond: HTTPListener.Responder = { request, peer in
            if request.head.path == "/first" { for await _ in steps { break } }
            return await answer(request, peer)
        }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(
                get("/first") + "PUT /second HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\nx"
            )
            connection.endSending()
            step.yield()
            let all = try await connection.rest()
            #expect(all.contains("seen /first") && all.hasSuffix("broken"))
        }
    }

    @Test("A stream ends when its client is gone, over TLS too", arguments: [false, true])
    func endsStreams(isSecure: Bool) async throws {
        let (ends, ended) = AsyncStream<Void>.makeStream()
        let respond: HTTPListener.Responder = { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: "first"))
                    let (nothing, _) = AsyncStream<Never>.makeStream()
                    for await _ in nothing {}
                    ended.yield()
                    try await writer.finish(nil)
                }
            )
        }
        let authority = try TestAuthority()
        let identity = try authority.identity()
        let tls = HTTPListener.TLSIdentity(certificates: identity.certificate, key: identity.key)
        try await serving(respond, tls: isSecure ? tls : nil) { port, _ in
            if isSecure {
                let connection = try await SecuredConnection.open(port, trusting: authority)
                try await connection.send(get("/"))
                _ = await connection.read { $0.contains("first") }
                try await connection.close()
            } else {
                let connection = try await ServedConnection.open(port)
                try await connection.send(get("/"))
                _ = try await connection.read { $0.contains("first") }
                connection.endSending()
            }
            for await _ in ends { break }
        }
    }

    @Test("A client that waits to be invited is not, where its request is refused, and the connection ends")
    func doesNotInvite() async throws {
        let respond: HTTPListener.Responder = { _, _ in Response(status: .forbidden) }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(
                "PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: 5000000000\r\nExpect: 100-continue\r\n\r\n"
            )
            #expect(
                try await connection.rest()
                    == "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        }
    }

    @Test("An invitation does not come into the answer before")
    func invitesInTurn() async throws {
        let (steps, step) = AsyncStream<Void>.makeStream()
        let respond: HTTPListener.Responder = { request, peer in
            if request.head.path == "/first" { for await _ in steps { break } }
            return await answer(request, peer)
        }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            try await connection.send(
                get("/first")
                    + "PUT /second HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
            )
            step.yield()
            let first = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nseen /first"
            _ = try await connection.read { $0 == first + "HTTP/1.1 100 Continue\r\n\r\n" }
            try await connection.send("hello")
            _ = try await connection.read { $0.hasSuffix("seen /second") }
        }
    }

    @Test("Of a body that nobody wants, no more is read than a client needs to get to its answer")
    func boundsTheRest() async throws {
        let respond: HTTPListener.Responder = { _, _ in text("refused") }
        try await serving(respond) { port, _ in
            let connection = try await ServedConnection.open(port)
            let length = 1 << 40
            try await connection.send("PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: \(length)\r\n\r\n")
            _ = try await connection.read { $0.hasSuffix("refused") }
            #expect(try await connection.fill(1 << 30) < 1 << 30)
        }
    }
}
