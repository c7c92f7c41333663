import CLinuxNamespaces
import Glibc
import KubernetesAPI
import KubernetesService
import Synchronization

/// Commands run inside of a container.
struct Execution: Sendable {
    let node: NodeContext
    let container: RunningContainer

    private static let collected = 10 * 1024
    private static let patience = Duration.seconds(1)

    /// Runs a command with pipes or a terminal; its exit code.
    ///
    /// - Throws: `NodeFailure` if it could not be started.
    func run(_ command: [String], isTerminal: Bool, _ streams: PodExecStreams) async throws -> Int32 {
        if isTerminal { return try await runInTerminal(command, streams) }
        let (input, output, errors) = (try Pipe(), try Pipe(), try Pipe())
        let process = try await start(command, [input.output, output.input, errors.input], isTerminal: false)
        let writer = AsyncDescriptor(input.input)
        let (outputEnd, errorEnd) = (AsyncDescriptor(output.output), AsyncDescriptor(errors.output))
        return await attend(process, reading: [(outputEnd, streams.output), (errorEnd, streams.errors)]) {
            await Self.feed(streams.input, to: writer)
            writer.finish()
        }
    }

    /// Runs a command and collects the start of what it writes.
    func collect(_ command: [String]) async throws -> (code: Int32, output: String) {
        let bytes = Mutex<[UInt8]>([])
        let collect: PodExecStreams.Sink = { piece in
            bytes.withLock { $0 += piece.prefix(max(0, Self.collected - $0.count)) }
        }
        let streams = PodExecStreams(
            input: nil,
            output: collect,
            errors: collect,
            sizes: AsyncStream { $0.finish() }
        )
        let code = try await run(command, isTerminal: false, streams)
        return (code, String(decoding: bytes.withLock { $0 }, as: UTF8.self))
    }

    private func runInTerminal(_ command: [String], _ streams: PodExecStreams) async throws -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard lanyard_terminal(&ends) == 0 else {
            throw NodeFailure("pseudo-terminal: \(String(cString: strerror(errno)))")
        }
        let (terminal, other) = (AsyncDescriptor(ends[0]), ends[1])
        let process = try await start(command, [other, other, other], isTerminal: true)
        return await attend(process, reading: [(terminal, streams.output)]) {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await Self.feed(streams.input, to: terminal) }
                group.addTask {
                    for await size in streams.sizes {
                        var window = winsize()
                        window.ws_col = UInt16(clamping: size.columns)
                        window.ws_row = UInt16(clamping: size.rows)
                        _ = ioctl(terminal.number, UInt(TIOCSWINSZ), &window)
                    }
                }
            }
        }
    }

    /// Starts a command inside; the descriptors are closed here.
    private func start(
        _ command: [String],
        _ descriptors: [Int32],
        isTerminal: Bool
    ) async throws -> NodeNamespace.Process {
        var variables = container.environment.variables.map { "\($0.name)=\($0.value)" }
        if isTerminal { variables.append("TERM=xterm") }
        let result: Result<NodeNamespace.Process, any Error>
        do {
            result = .success(
                try await node.namespace.start(
                    NodeNamespace.Start(
                        arguments: command,
                        variables: variables,
                        directory: container.workingDirectory,
                        descriptors: descriptors,
                        inside: container.first,
                        isTerminal: isTerminal,
                        controlGroups: container.group?.processes ?? [],
                        user: container.user
                    )
                )
            )
        } catch { result = .failure(error) }
        for descriptor in Set(descriptors) { close(descriptor) }
        return try result.get()
    }

    /// Waits for a command and its output, and feeds its input meanwhile; a cancelled one is killed.
    private func attend(
        _ process: NodeNamespace.Process,
        reading: [(AsyncDescriptor, PodExecStreams.Sink)],
        feeding: @escaping @Sendable () async -> Void
    ) async -> Int32 {
        let namespace = node.namespace
        return await withTaskCancellationHandler {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    await feeding()
                    // Only the end of the command counts.
                    while !Task.isCancelled { await pause(seconds: 3600) }
                    return false
                }
                for (source, sink) in reading {
                    group.addTask {
                        await Self.copy(source, to: sink)
                        return true
                    }
                }
                let code = await namespace.end(of: process)
                // What the command left behind may hold its output for ever.
                group.addTask {
                    try? await Task.sleep(for: Self.patience)
                    return false
                }
                var open = reading.count
                while open > 0, await group.next() == true { open -= 1 }
                group.cancelAll()
                return Int32(truncatingIfNeeded: code)
            }
        } onCancel: {
            Task { await namespace.signal(SIGKILL, to: process.id) }
        }
    }

    private static func copy(_ source: AsyncDescriptor, to sink: PodExecStreams.Sink) async {
        while let piece = await source.read() {
            do { try await sink(piece) } catch { return }
        }
    }

    private static func feed(_ input: AsyncStream<[UInt8]>?, to writer: AsyncDescriptor) async {
        for await piece in input ?? AsyncStream(unfolding: { nil }) {
            guard await writer.write(piece) else { return }
        }
    }
}
