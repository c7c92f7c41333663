import NIOSSL
import Synchronization

/// The certificates that servers must be signed by: read when the first https call needs them, since that takes memory.
final class TrustStore: Sendable {
    private let file: String?
    private let made = Mutex<NIOSSLContext?>(nil)

    /// - Parameter file: PEM, instead of the system's.
    init(file: String?) {
        self.file = file
    }

    func context() throws -> NIOSSLContext {
        try made.withLock { made in
            if let made { return made }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if let file { configuration.trustRoots = .file(file) }
            let context = try NIOSSLContext(configuration: configuration)
            made = context
            return context
        }
    }
}
