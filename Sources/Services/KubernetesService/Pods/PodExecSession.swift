import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// The protocols of `kubectl exec` over WebSocket, the best first.
    private static let execProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"]

    /// What a WebSocket request for `…/pods/NAME/exec` asks for; nil if it is refused, as `respond` then says why.
    package func execSession(_ request: KubernetesRequest) async -> PodExecSession? {
        guard let user = try? await authenticate(request), let target = try? RequestTarget(path: request.path),
            target.resource == .pods, target.subresource == "exec", (try? authorizeExec(user, target)) != nil
        else { return nil }
        return try? execSession(target, request)
    }

    /// Refuses what is no exec over WebSocket, or one that is wrong.
    func refuseExec(_ target: RequestTarget, _ request: KubernetesRequest) throws(APIError) -> Never {
        _ = try execSession(target, request)
        throw .internalError("the connection could not be upgraded")
    }

    private func execSession(_ target: RequestTarget, _ request: KubernetesRequest) throws(APIError) -> PodExecSession {
        let pod = try get(target)
        let name = try container(request.value("container"), of: pod)
        let command = request.query.filter { $0.name == "command" }.map(\.value)
        guard !command.isEmpty else { throw .badRequest("you must specify at least 1 command") }
        guard pod.at("spec", "nodeName")?.string != nil else {
            throw .badRequest("pod \(pod.name) does not have a host assigned: \(absence.reason)")
        }
        guard pod.isActivePod else {
            throw .badRequest("cannot exec into a container in a completed pod; current phase is \(phase(of: pod))")
        }
        guard request.headers["upgrade"]?.lowercased() == "websocket" else {
            throw .badRequest(
                "exec works over WebSocket only, not over SPDY: use kubectl 1.31 or later, or set "
                    + "KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true with kubectl 1.29 and 1.30"
            )
        }
        let offered = (request.headers["sec-websocket-protocol"] ?? "").split(separator: ",").map { part in
            String(part.drop { $0 == " " }.prefix { $0 != " " })
        }
        guard let chosen = Self.execProtocols.first(where: offered.contains) else {
            throw .badRequest(
                "exec speaks \(Self.execProtocols.joined(separator: " and ")), and the client offered none of them"
            )
        }
        let isTerminal = request.flag("tty")
        return PodExecSession(
            subprotocol: chosen,
            runtime: runtime,
            request: PodExecRequest(
                namespace: pod.namespace,
                pod: pod.name,
                uid: pod.uid,
                container: name,
                command: command,
                isTerminal: isTerminal
            ),
            hasInput: request.flag("stdin")
        )
    }

    private func phase(of pod: JSON) -> String { pod.at("status", "phase")?.string ?? "Unknown" }
}

/// One command in a pod, over the messages of a WebSocket: each begins with the number of its stream.
package struct PodExecSession: Sendable {
    package typealias Sender = @Sendable ([UInt8]) async throws -> Void

    private enum Stream {
        static let input: UInt8 = 0
        static let output: UInt8 = 1
        static let errors: UInt8 = 2
        static let outcome: UInt8 = 3
        static let size: UInt8 = 4
        /// Followed by the number of the stream that is closed (version 5).
        static let close: UInt8 = 255
    }

    /// The `Sec-WebSocket-Protocol` to answer with.
    package let subprotocol: String
    let runtime: any PodRuntime
    let request: PodExecRequest
    let hasInput: Bool

    /// Runs the command until it ends or the messages do, which is the client's end, and sends how it ended.
    package func run(_ messages: AsyncStream<[UInt8]>, send: @escaping Sender) async throws {
        let (input, inputEnd) = AsyncStream<[UInt8]>.makeStream()
        let (sizes, sizesEnd) = AsyncStream<PodExecStreams.Size>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let streams = PodExecStreams(
            input: hasInput ? input : nil,
            output: { try await send([Stream.output] + $0) },
            errors: { try await send([Stream.errors] + $0) },
            sizes: sizes
        )
        try await send([Stream.output])
        let outcome: JSON? = await withTaskGroup(of: JSON?.self) { group in
            group.addTask {
                do throws(APIError) { return Self.outcome(of: try await runtime.execute(request, streams)) } catch {
                    return error.json
                }
            }
            group.addTask {
                for await message in messages {
                    let content = Array(message.dropFirst())
                    switch message.first {
                    case Stream.input where !content.isEmpty: inputEnd.yield(content)
                    case Stream.size: if let size = Self.size(content) { sizesEnd.yield(size) }
                    case Stream.close where content == [Stream.input]: inputEnd.finish()
                    default: break
                    }
                }
                inputEnd.finish()
                sizesEnd.finish()
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        if let outcome { try await send([Stream.outcome] + outcome.serialized()) }
    }

    private static func size(_ bytes: [UInt8]) -> PodExecStreams.Size? {
        guard let json = try? JSON(parsing: bytes), let columns = json["Width"]?.integer,
            let rows = json["Height"]?.integer, (1...65_535).contains(columns), (1...65_535).contains(rows)
        else { return nil }
        return PodExecStreams.Size(columns: columns, rows: rows)
    }

    private static func outcome(of code: Int32) -> JSON {
        guard code != 0 else { return ["metadata": .empty, "status": "Success"] }
        return [
            "metadata": .empty, "status": "Failure",
            "message": .string("command terminated with non-zero exit code: exit status \(code)"),
            "reason": "NonZeroExitCode",
            "details": ["causes": [["reason": "ExitCode", "message": .string(String(code))]]],
        ]
    }
}
