import NIOCore
import Synchronization

/// Notes the first error of a connection, which says more than what follows from it.
///
/// A write to a server that is not trusted fails because the connection is closed, or because of the certificate,
/// whichever comes first.
final class TroubleNote: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let noted = Mutex<(any Error)?>(nil)

    /// Nil as long as all is well.
    var first: (any Error)? { noted.withLock { $0 } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        noted.withLock { $0 = $0 ?? error }
        context.fireErrorCaught(error)
    }
}
