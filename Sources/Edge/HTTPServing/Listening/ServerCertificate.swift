import Crypto
import NIOCore
import NIOSSL
import Synchronization

/// The certificate that a listener shows, which may change while it listens: each handshake takes the one of its moment.
package final class ServerCertificate: Sendable {
    /// What a listener without a certificate says to a handshake.
    private struct Missing: Error {}

    private let current = Mutex<NIOSSLContextConfigurationOverride?>(nil)

    /// None yet; handshakes fail until `replace`.
    package init() {}

    /// Whether there is one.
    package var isThere: Bool { current.withLock { $0 != nil } }

    /// Takes another certificate, unless it or the key cannot be used: then the one before stays.
    ///
    /// - Throws: what NIOSSL throws for PEM that it cannot use, or that does not belong together.
    package func replace(_ identity: HTTPListener.TLSIdentity) throws {
        let configuration = try identity.configuration
        // Made to be thrown away: a key that is not the certificate's is found out here.
        _ = try NIOSSLContext(configuration: configuration)
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = configuration.certificateChain
        override.privateKey = configuration.privateKey
        current.withLock { $0 = override }
    }

    /// A configuration of which every handshake asks for the certificate of its moment.
    ///
    /// - Throws: what NIOSSL throws for options it cannot use.
    func configuration(_ options: ServerTLSOptions) throws -> TLSConfiguration {
        // The key only fills the place that each handshake fills anew.
        let placeholder = P256.Signing.PrivateKey().pemRepresentation
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(placeholder.utf8), format: .pem))
        )
        configuration.minimumTLSVersion = options.minimum.version
        if !options.cipherSuites.isEmpty { configuration.cipherSuiteValues = options.cipherSuites.map(\.value) }
        configuration.sslContextCallback = { [self] _, promise in
            guard let override = current.withLock({ $0 }) else { return promise.fail(Missing()) }
            promise.succeed(override)
        }
        return configuration
    }
}
