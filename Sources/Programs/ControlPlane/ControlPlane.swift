import AWSVocabulary
import Ambient
import AuditTrail
import Directory
import HTTPServing
import Logging
import S3Service
import ServiceLifecycle
import SessionCredentials
import Store
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The control plane as one process.
package enum ControlPlane {
    /// Starts everything and runs until SIGTERM or SIGINT, then finishes what is under way.
    ///
    /// - Throws: `StartError` if it cannot start; nothing is left half-made then.
    package static func run(_ configuration: Configuration) async throws {
        let began = ContinuousClock.now
        // Every file this process makes is its owner's alone.
        umask(0o077)
        let data = DataDirectory(path: configuration.dataDirectory)
        let lock = try data.open()
        // What one that was killed has left says where nobody listens any more.
        RunningInstance.remove(from: data)
        let logger = makeLogger()
        if let notice = ProxyVariables.notice({ getenv($0).map { String(cString: $0) } }) { logger.notice("\(notice)") }
        let state = try await State(data)
        var authority: CertificateAuthority?
        let installation = try await Installation(configuration, directory: state.directory) { random, now in
            let made = try CertificateAuthority(directory: data, random: random, now: now)
            authority = made
            return made
        }
        let certificates =
            try authority
            ?? CertificateAuthority(directory: data, random: installation.random, now: WallClock.system.now)
        try writeAdministrator(installation, state, data)
        let readiness = Readiness(
            began: began,
            configuration: configuration,
            installation: installation,
            data: data,
            kubeconfig: try Kubeconfig(authority: certificates, now: WallClock.system.now)
        )
        let composition = try Composition(
            configuration: configuration,
            installation: installation,
            state: state,
            authority: certificates,
            data: data,
            logger: logger
        )
        try await composition.objects.removeOrphans()
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                // The audit trail ends last, when nobody can append to it any more.
                services: try composition.services(readiness: readiness).map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch let error as AddressInUse {
            // Taken since the installation looked.
            let refusal: StartError =
                switch error.port {
                case installation.issuerPort: .issuerPortTaken(port: error.port)
                case configuration.kubernetesPort: .portTaken(port: error.port, flag: "--kubernetes-port")
                default: .portTaken(port: error.port, flag: "--aws-port")
                }
            throw refusal
        }
        RunningInstance.remove(from: data)
        try state.close()
        withExtendedLifetime(lock) {}
    }

    private static func makeLogger() -> Logger {
        var logger = Logger(label: "lanyard") { StreamLogHandler.standardError(label: $0) }
        let named = getenv("LANYARD_LOG").map { String(cString: $0) }
        logger.logLevel = named.flatMap { Logger.Level(rawValue: $0) } ?? .notice
        return logger
    }

    /// Puts the administrator's key where the commands look for it; the database is what counts.
    private static func writeAdministrator(
        _ installation: Installation,
        _ state: State,
        _ data: DataDirectory
    ) throws(StartError) {
        let snapshot = state.directory.snapshot
        let account = installation.account.description
        let keys = snapshot.accessKeys(ofUser: FirstStart.administratorName, account: account).filter(\.isActive)
        let known = AdministratorCredentials.read(from: data)
        guard let key = keys.first, !keys.contains(where: { $0.id == known?.accessKeyID }) else { return }
        try AdministratorCredentials(accessKeyID: key.id, secret: key.secret).write(to: data)
    }
}
