import AWSVocabulary
import Foundation
package import JSONTree
import NIOCore
import NIOHTTP1
package import NIOPosix

/// Reads from and writes to one API server, one connection a call.
package struct KubernetesClient: KubernetesCalling {
    private static let maximumAnswer = 64 << 20
    private static let limits = JSONLimits(
        maximumBytes: maximumAnswer,
        maximumDepth: 100,
        maximumValues: 10_000_000
    )

    private let connector: Connector
    private let token: ClusterAccess.Token

    /// - Throws: `AccessError` for certificates and keys that cannot be used.
    package init(
        _ access: ClusterAccess,
        group: MultiThreadedEventLoopGroup = .singleton
    ) throws(AccessError) {
        connector = try Connector(access, group: group)
        token = access.token
    }

    /// The server's URL, for messages.
    package var server: String { connector.server.description }

    /// Makes one call and gives back the object answered.
    ///
    /// - Throws: `KubernetesError`.
    package func call(
        _ method: KubernetesMethod,
        _ path: String,
        query: [(name: String, value: String)],
        body: JSON?,
        within time: Duration
    ) async throws(KubernetesError) -> JSON {
        do {
            return try await withThrowingTaskGroup(of: JSON.self) { group in
                group.addTask { try await exchange(method, path, query, body) }
                group.addTask {
                    try await Task.sleep(for: time)
                    throw KubernetesError.unreachable(server: server, reason: "no answer within \(time)")
                }
                defer { group.cancelAll() }
                guard let answer = try await group.next() else { throw CancellationError() }
                return answer
            }
        } catch let error as KubernetesError {
            throw error
        } catch {
            throw .unreachable(server: server, reason: Self.words(error))
        }
    }

    private func exchange(
        _ method: KubernetesMethod,
        _ path: String,
        _ query: [(name: String, value: String)],
        _ body: JSON?
    ) async throws -> JSON {
        let channel = try await connector.connect(silence: .seconds(60))
        return try await channel.executeThenClose { inbound, outbound in
            try await send(method, path, query, body, outbound)
            var status = 0
            var answer: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let head): status = Int(head.status.code)
                case .body(let bytes):
                    guard answer.count + bytes.readableBytes <= Self.maximumAnswer else {
                        throw KubernetesError.unreadable(server: server, reason: "its answer is too large")
                    }
                    answer.append(contentsOf: bytes.readableBytesView)
                case .end: return try object(answer, status)
                }
            }
            throw KubernetesError.unreachable(server: server, reason: "the connection ended before the answer")
        }
    }

    private func object(_ bytes: [UInt8], _ status: Int) throws(KubernetesError) -> JSON {
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes, limits: Self.limits) } catch {
            guard (200..<300).contains(status) else {
                throw .refused(status: status, reason: "", message: "status \(status) without a Status object")
            }
            throw .unreadable(server: server, reason: "\(error)")
        }
        guard (200..<300).contains(status) else { throw KubernetesError(json, code: status) }
        return json
    }

    /// Reads one watch, and hands over each event's type and object, until the server ends it.
    ///
    /// - Throws: `KubernetesError`, or `CancellationError`.
    package func watch(
        _ path: String,
        query: [(name: String, value: String)],
        silence seconds: Int64,
        receive: (_ type: String, _ object: JSON) -> Void
    ) async throws {
        do {
            let channel = try await connector.connect(silence: .seconds(seconds))
            try await channel.executeThenClose { inbound, outbound in
                try await send(.get, path, query, nil, outbound)
                try await read(inbound, receive)
            }
        } catch let error as KubernetesError {
            throw error
        } catch let error where !(error is CancellationError) {
            throw KubernetesError.unreachable(server: server, reason: Self.words(error))
        }
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        _ receive: (_ type: String, _ object: JSON) -> Void
    ) async throws {
        var status = 0
        var splitter = LineSplitter()
        var refusal: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let bytes) where status != 200:
                refusal.append(contentsOf: bytes.readableBytesView.prefix(max(0, 65_536 - refusal.count)))
            case .body(let bytes):
                guard let lines = splitter.lines(bytes.readableBytesView) else {
                    throw KubernetesError.unreadable(server: server, reason: "an event is too large")
                }
                for line in lines {
                    let event = try object(line, 200)
                    let payload = event["object"] ?? .null
                    guard let type = event["type"]?.string else {
                        throw KubernetesError.unreadable(server: server, reason: "an event has no type")
                    }
                    guard type != "ERROR" else { throw KubernetesError(payload, code: 500) }
                    receive(type, payload)
                }
            case .end:
                guard status == 200 else {
                    throw KubernetesError((try? JSON(parsing: refusal)) ?? .null, code: status)
                }
                return
            }
        }
        guard status == 200 else {
            throw KubernetesError.unreachable(server: server, reason: "the connection ended before the answer")
        }
    }

    private func send(
        _ method: KubernetesMethod,
        _ path: String,
        _ query: [(name: String, value: String)],
        _ body: JSON?,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async throws {
        let bytes = body?.serialized()
        var headers: HTTPHeaders = [
            "host": connector.server.authority, "user-agent": "lanyard", "accept": "application/json",
            "connection": "close",
        ]
        if let bytes {
            headers.add(name: "content-type", value: method.contentType)
            headers.add(name: "content-length", value: String(bytes.count))
        }
        if let token = try await bearer() { headers.add(name: "authorization", value: "Bearer \(token)") }
        let text = query.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&")
        let target = connector.server.basePath + path + (text.isEmpty ? "" : "?" + text)
        let head = HTTPRequestHead(version: .http1_1, method: method.http, uri: target, headers: headers)
        var parts: [HTTPClientRequestPart] = [.head(head)]
        if let bytes { parts.append(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
        try await outbound.write(contentsOf: parts + [.end(nil)])
    }

    private func bearer() async throws(KubernetesError) -> String? {
        switch token {
        case .none: return nil
        case .fixed(let secret): return secret.exposed
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw .unreachable(server: server, reason: "the token file \(path) cannot be read")
            }
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        case .program(let plugin):
            do throws(AccessError) { return try await plugin.token().exposed } catch {
                throw .unreachable(server: server, reason: "\(error)")
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._~".utf8.contains(byte)
            if isPlain {
                result.append(byte)
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                result.append(contentsOf: ("%" + (hex.count == 1 ? "0" + hex : hex)).utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case is CancellationError: "the call was given up"
        case let error as NIOConnectionError where error.connectionErrors.first != nil:
            error.connectionErrors.first.map { words($0.error) } ?? ""
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(error)"
        }
    }
}
