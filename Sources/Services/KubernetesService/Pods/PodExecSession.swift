import JSONTree
import KubernetesAPI

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
    var request: PodExecRequest
    var hasInput: Bool
    /// What webhooks have warned of.
    package internal(set) var warnings: [String] = []

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
