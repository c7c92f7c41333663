import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// A server on a socket that listens already, for example one of another network namespace.
struct BoundServer<Child: ServerChildChannel>: ServiceLifecycle.Service {
    let socket: CInt
    let child: Child
    let group: any EventLoopGroup
    let onListening: @Sendable (any Channel) async -> Void
    let logger: Logger

    /// Serves until the group shuts down gracefully; connections that are open then are closed.
    func run() async throws {
        let (child, logger) = (child, logger)
        let server = try await ServerBootstrap(group: group)
            .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
            .bind(socket, serverBackPressureStrategy: nil) { channel in child.setup(channel: channel, logger: logger) }
        await onListening(server.channel)
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { inbound in
                    for try await connection in inbound {
                        group.addTask { await child.handle(value: connection, logger: logger) }
                    }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
        }
    }
}
