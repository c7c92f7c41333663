import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// One request over TLS on a socket that is connected, without a look at the certificate: so kubelet probes.
enum SecureProbe {
    private static let context = Result { try NIOSSLContext(configuration: configuration) }

    private static var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // Nothing is gained by waiting for the server's goodbye.
        configuration.shutdownTimeout = .milliseconds(100)
        return configuration
    }

    /// The start of the answer, its first line at least unless the server broke off; the socket stays the caller's.
    static func ask(_ request: [UInt8], over socket: Int32) async throws -> [UInt8] {
        let context = try context.get()
        let own = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard own >= 0 else { throw NodeFailure("dup: \(String(cString: strerror(errno)))") }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .withConnectedSocket(own) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var unsent: (any Error)?
            do { try await outbound.write(ByteBuffer(bytes: request)) } catch {
                // Reading says why.
                unsent = error
            }
            var head: [UInt8] = []
            for try await piece in inbound {
                head += piece.readableBytesView
                if head.count >= 64 || head.contains(UInt8(ascii: "\n")) { break }
            }
            if head.isEmpty, let unsent { throw unsent }
            return head
        }
    }
}
