import HTTPTypes
package import HummingbirdCore
import JSONTree
package import KubernetesAPI
package import KubernetesService
import NIOCore

/// The https port of the embedded cluster's API.
package struct KubernetesEndpoint: Sendable {
    private let service: KubernetesService
    private let user: @Sendable ([UInt8]) -> UserInfo?

    /// `user` reads who a verified client certificate (DER) is for.
    package init(service: KubernetesService, user: @escaping @Sendable ([UInt8]) -> UserInfo?) {
        self.service = service
        self.user = user
    }

    /// Answers one request.
    package func respond(to request: Request, from peer: Peer) async -> Response {
        var body: [UInt8] = []
        do {
            for try await part in request.body {
                body.append(contentsOf: part.readableBytesView)
                guard body.count <= KubernetesService.maximumBody else { return Self.tooLarge }
            }
        } catch {
            return Self.answer(APIError.badRequest("the body could not be read"))
        }
        return Self.response(await service.respond(to: asked(request, peer, body: body)))
    }

    /// Holds the conversation of `kubectl exec`, or refuses it; nil for any other request.
    package func upgrade(_ request: Request, from peer: Peer) async -> WebSocketUpgrade.Decision? {
        switch await service.exec(asked(request, peer, body: [])) {
        case nil: nil
        case .refusal(let answer): .answer(Self.response(answer))
        case .session(let session):
            .upgrade(
                WebSocketUpgrade(
                    subprotocol: session.subprotocol,
                    fields: session.warnings.map { ("Warning", Self.warning($0)) }
                ) { try await session.run($0, send: $1) }
            )
        }
    }

    private func asked(_ request: Request, _ peer: Peer, body: [UInt8]) -> KubernetesRequest {
        let target = request.head.path ?? "/"
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        var headers: [String: String] = [:]
        for field in request.headers {
            let name = field.name.canonicalName
            headers[name] = headers[name].map { $0 + ", " + field.value } ?? field.value
        }
        return KubernetesRequest(
            method: request.method.rawValue,
            path: Self.decoded(target[..<mark], plusIsBlank: false),
            query: mark < target.endIndex ? Self.query(target[target.index(after: mark)...]) : [],
            headers: headers,
            body: body,
            certificate: peer.certificate.flatMap(user)
        )
    }

    private static var tooLarge: Response {
        answer(
            APIError(
                code: 413,
                reason: "RequestEntityTooLarge",
                message: "Request entity too large: limit is \(KubernetesService.maximumBody)"
            )
        )
    }

    private static func answer(_ error: APIError) -> Response {
        response(
            KubernetesResponse(
                status: error.code,
                contentType: "application/json",
                body: .bytes(error.json.serialized())
            )
        )
    }

    private static func response(_ answer: KubernetesResponse) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = answer.contentType
        headers[.cacheControl] = "no-cache, private"
        if let name = HTTPField.Name("Warning") {
            for warning in answer.warnings {
                headers.append(HTTPField(name: name, value: Self.warning(warning)))
            }
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .bytes(let bytes):
            headers[.contentLength] = String(bytes.count)
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            )
        case .stream(let produce):
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody { writer in
                    // The head goes out before the first event does.
                    try await writer.write(ByteBuffer())
                    let (pieces, output) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(8192))
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            defer { output.finish() }
                            try await produce { piece in
                                if case .dropped = output.yield(piece) { throw CancellationError() }
                            }
                        }
                        defer { group.cancelAll() }
                        for await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                        // What could not be told to its end must not look whole.
                        try await group.waitForAll()
                    }
                    try await writer.finish(nil)
                }
            )
        }
    }

    /// The value of a `Warning` field, as API servers send it.
    private static func warning(_ text: String) -> String { "299 - \(quoted(text))" }

    /// A quoted-string (RFC 9110 section 5.6.4) of visible characters; others become blanks.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.unicodeScalars.append(character.value < 0x20 || character.value == 0x7F ? " " : character)
        }
        return result + "\""
    }

    private static func query(_ text: Substring) -> [(name: String, value: String)] {
        text.split(separator: "&").map { part in
            let mark = part.firstIndex(of: "=") ?? part.endIndex
            let value = mark < part.endIndex ? part[part.index(after: mark)...] : ""
            return (decoded(part[..<mark], plusIsBlank: true), decoded(value, plusIsBlank: true))
        }
    }

    /// Percent-decoded (RFC 3986); what is no escape stays as it is.
    private static func decoded(_ text: Substring, plusIsBlank: Bool) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 3
                continue
            }
            result.append(plusIsBlank && bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }
}
