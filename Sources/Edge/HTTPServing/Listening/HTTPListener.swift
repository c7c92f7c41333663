package import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An HTTP/1.1 server on one address, plain or with TLS, that hands every request to one function.
package struct HTTPListener: ServiceLifecycle.Service {
    package typealias Responder = @Sendable (Request, Peer) async -> Response

    /// Where to listen.
    package struct Address: Sendable, Hashable {
        package let host: String
        /// 0 lets the system choose.
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// One loop a core: connections are read, answered and written where they arrived.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)

    private let address: Address
    /// How long requests under way may take to finish, once the end has begun.
    private let patience: Duration
    private let server: any ServiceLifecycle.Service

    /// A server certificate, with those between it and the root, and its key, in PEM.
    package struct TLSIdentity: Sendable {
        let certificates: String
        let key: String
        /// Client certificates of this authority, in PEM, are verified and told to the responder; nil asks for none.
        let clientAuthority: String?

        package init(certificates: String, key: String, clientAuthority: String? = nil) {
            self.certificates = certificates
            self.key = key
            self.clientAuthority = clientAuthority
        }

        /// The same without asking clients for certificates.
        package var withoutClients: TLSIdentity { TLSIdentity(certificates: certificates, key: key) }

        var configuration: TLSConfiguration {
            get throws {
                var configuration = TLSConfiguration.makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificates.utf8)).map {
                        .certificate($0)
                    },
                    privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
                )
                configuration.minimumTLSVersion = .tlsv12
                if let clientAuthority {
                    configuration.trustRoots = .certificates(
                        try NIOSSLCertificate.fromPEMBytes(Array(clientAuthority.utf8))
                    )
                    configuration.certificateVerification = .optionalVerification
                }
                return configuration
            }
        }
    }

    /// Prepares a listener; `onListening` is told the port once connections are accepted.
    ///
    /// A `socket` that listens already is used in place of the address, and closed at the end.
    ///
    /// - Throws: what NIOSSL throws for a certificate or key that it cannot use.
    package init(
        address: Address,
        socket: CInt? = nil,
        tls: TLSIdentity?,
        logger: Logger,
        patience: Duration = .seconds(20),
        onListening: @escaping @Sendable (Int) async -> Void,
        upgrade: WebSocketUpgrade.Decider? = nil,
        respond: @escaping Responder
    ) throws {
        try self.init(
            address: address,
            socket: socket,
            configuration: tls?.configuration,
            asksForCertificates: tls?.clientAuthority != nil,
            logger: logger,
            patience: patience,
            onListening: onListening,
            upgrade: upgrade,
            respond: respond
        )
    }

    /// Prepares a listener whose certificate may change while it listens.
    ///
    /// - Throws: what NIOSSL throws for options that it cannot use.
    package init(
        address: Address,
        certificate: ServerCertificate,
        options: ServerTLSOptions,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void,
        respond: @escaping Responder
    ) throws {
        try self.init(
            address: address,
            socket: nil,
            configuration: try certificate.configuration(options),
            asksForCertificates: false,
            logger: logger,
            patience: .seconds(20),
            onListening: onListening,
            respond: respond
        )
    }

    private init(
        address: Address,
        socket: CInt?,
        configuration: TLSConfiguration?,
        asksForCertificates: Bool,
        logger: Logger,
        patience: Duration,
        onListening: @escaping @Sendable (Int) async -> Void,
        upgrade: WebSocketUpgrade.Decider? = nil,
        respond: @escaping Responder
    ) throws {
        let connections = ConnectionChannel(
            isSecure: configuration != nil,
            asksForCertificates: asksForCertificates,
            upgrade: upgrade,
            respond: respond
        )
        self.address = address
        self.patience = patience
        let announce: @Sendable (any Channel) async -> Void = { channel in
            await onListening(channel.localAddress?.port ?? address.port)
        }
        func server<Child: ServerChildChannel>(_ child: Child) -> any ServiceLifecycle.Service {
            if let socket {
                return BoundServer(
                    socket: socket,
                    child: child,
                    group: Self.loops,
                    onListening: announce,
                    logger: logger
                )
            }
            return child.server(
                configuration: ServerConfiguration(address: .hostname(address.host, port: address.port), backlog: 1024),
                onServerRunning: announce,
                eventLoopGroup: Self.loops,
                logger: logger
            )
        }
        if let configuration {
            self.server = server(try TLSChannel(connections, tlsConfiguration: configuration))
        } else {
            self.server = server(connections)
        }
    }

    /// Serves until the group shuts down gracefully; requests under way are finished, for as long as `patience` lasts.
    ///
    /// - Throws: `AddressInUse` if another process listens there.
    package func run() async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                group.addTask {
                    try await gracefulShutdown()
                    try await Task.sleep(for: patience)
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw AddressInUse(port: address.port)
        }
    }
}

/// Another process listens on a port.
package struct AddressInUse: Error, Sendable, Hashable {
    package let port: Int
}
