import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Sends one request over and over on several connections and tells how fast it was answered.
///
/// Usage: load HOST PORT REQUEST-FILE CONNECTIONS SECONDS. The file holds the bytes of one HTTP/1.1 request. Prints
/// `requests seconds p50 p99 failures`, the percentiles in microseconds; an answer other than 200 is a failure.
@main
enum Program {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let port = Int(arguments[2]), let connections = Int(arguments[4]),
            let seconds = Int(arguments[5]), let request = read(arguments[3])
        else {
            print("usage: load HOST PORT REQUEST-FILE CONNECTIONS SECONDS")
            exit(64)
        }
        // One thread, so that the server has the other core to itself.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let began = NIODeadline.now()
        let end = began + .seconds(Int64(seconds))
        let tallies = try await withThrowingTaskGroup(of: Tally.self) { tasks in
            for _ in 0..<connections {
                tasks.addTask { try await run(group, arguments[1], port, request, until: end) }
            }
            var sum = Tally()
            for try await tally in tasks { sum.add(tally) }
            return sum
        }
        let elapsed = Double((NIODeadline.now() - began).nanoseconds) / 1e9
        let sorted = tallies.latencies.sorted()
        func percentile(_ share: Double) -> Int {
            sorted.isEmpty ? 0 : Int(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / 1000)
        }
        print(sorted.count, elapsed, percentile(0.5), percentile(0.99), tallies.failures)
        try await group.shutdownGracefully()
    }

    private static func run(
        _ group: MultiThreadedEventLoopGroup,
        _ host: String,
        _ port: Int,
        _ request: ByteBuffer,
        until end: NIODeadline
    ) async throws -> Tally {
        let done = group.next().makePromise(of: Tally.self)
        _ = try await ClientBootstrap(group: group)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Repeater(request: request, end: end, done: done))
                }
            }
            .connect(host: host, port: port).get()
        return try await done.futureResult.get()
    }

    private static func read(_ path: String) -> ByteBuffer? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return ByteBuffer(bytes: bytes[..<count])
    }
}

/// What one connection measured.
struct Tally: Sendable {
    /// Nanoseconds.
    var latencies: [Int64] = []
    var failures = 0

    mutating func add(_ other: Tally) {
        latencies += other.latencies
        failures += other.failures
    }
}
