import NIOCore
import NIOPosix

/// Finds the address of a host without holding up those who stop waiting for it.
struct NameResolver: Sendable {
    /// Asking for names blocks threads for as long as a name server likes, so it has a few of its own.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()

    static let system = NameResolver { host, port in try SocketAddress.makeAddressResolvingHost(host, port: port) }

    private let resolve: @Sendable (String, Int) throws -> SocketAddress

    /// `resolve` may block.
    init(_ resolve: @escaping @Sendable (String, Int) throws -> SocketAddress) {
        self.resolve = resolve
    }

    /// The first address of a host.
    ///
    /// - Throws: what the system says of the name, or `CancellationError` as soon as the task is cancelled.
    func address(host: String, port: Int) async throws -> SocketAddress {
        let (results, found) = AsyncStream.makeStream(of: Result<SocketAddress, any Error>.self)
        let resolve = resolve
        Self.threads.submit { state in
            if case .active = state { found.yield(Result { try resolve(host, port) }) }
            found.finish()
        }
        for await result in results { return try result.get() }
        throw CancellationError()
    }
}
