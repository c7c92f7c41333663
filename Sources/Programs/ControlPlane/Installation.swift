import AWSVocabulary
import Ambient
import Directory
import Store

/// The installation on a data directory: made at the first start, recognised at later ones.
struct Installation: Sendable {
    let account: AccountID
    let region: Region
    let cluster: ClusterRecord
    let issuerPort: Int
    /// The unique id of the user whom the first start made; nil if nobody knows any more who that was.
    let administratorID: String?
    let random: RandomSource
    let clock: WallClock

    private static let defaultIssuerPort = 4581

    /// Nothing is written if a port to listen on is taken: the issuer's is decided at the first start, in its URL, and could not
    /// be chosen otherwise afterwards.
    ///
    /// - Throws: `StartError`, and what making keys throws.
    init(
        _ configuration: Configuration,
        directory: Directory,
        makeAuthority: (RandomSource, Timestamp) throws -> CertificateAuthority
    ) async throws {
        let seed = configuration.reproducible?.seed
        clock = configuration.reproducible?.time.map { .fixed($0) } ?? .system
        try Installation.requireFreePorts(configuration, directory.snapshot.instance)
        if let instance = directory.snapshot.instance {
            try Installation.check(configuration, against: instance, directory.snapshot)
            random = try await Installation.random(of: instance, directory: directory)
        } else {
            let random = seed.map { RandomSource.seeded($0) } ?? .system
            let authority = try makeAuthority(random, clock.now)
            let port = configuration.issuerPort ?? Self.defaultIssuerPort
            let first = FirstStart(
                account: configuration.account ?? .example,
                region: configuration.region ?? .example,
                clusterName: configuration.clusterName ?? "myeks",
                issuerHost: configuration.issuerHost,
                issuerPort: port == 0 ? try FreePort.find(host: configuration.host) : port,
                issuerThumbprint: try authority.thumbprint(),
                seed: seed,
                random: random,
                now: clock.now
            )
            let changes = try first.changes()
            try await directory.update { $0.apply(changes) }
            self.random = random
        }
        guard let instance = directory.snapshot.instance, let account = AccountID(instance.account),
            let region = Region(instance.region), let cluster = directory.snapshot.ownCluster
        else {
            throw StartError.database("the database lacks the installation's own records: restore it from a backup")
        }
        let completed = Installation.completed(instance, cluster: cluster, directory.snapshot)
        if completed != instance { try await directory.update { $0.put(completed) } }
        self.account = account
        self.region = region
        self.cluster = cluster
        issuerPort = instance.issuerPort
        administratorID = completed.administratorID
    }

    private static func requireFreePorts(_ configuration: Configuration, _ instance: InstanceRecord?) throws(StartError)
    {
        func require(_ port: Int, orElse error: StartError) throws(StartError) {
            if FreePort.isTaken(port, host: configuration.host) { throw error }
        }
        if let instance {
            try require(instance.issuerPort, orElse: .issuerPortTaken(port: instance.issuerPort))
        } else {
            let port = configuration.issuerPort ?? defaultIssuerPort
            try require(port, orElse: .portTaken(port: port, flag: "--issuer-port"))
        }
        for (port, flag) in [
            (configuration.awsPort, "--aws-port"), (configuration.kubernetesPort, "--kubernetes-port"),
        ] {
            try require(port, orElse: .portTaken(port: port, flag: flag))
        }
    }

    /// The record with what an older Lanyard did not write.
    ///
    /// The administrator is the user of that name who is as old as the installation, and nobody who took the name later.
    static func completed(
        _ instance: InstanceRecord,
        cluster: ClusterRecord,
        _ snapshot: DirectorySnapshot
    ) -> InstanceRecord {
        var completed = instance
        completed.ownCluster = instance.ownCluster ?? cluster.key
        let user = snapshot.user(FirstStart.administratorName, account: instance.account)?.record
        if instance.administratorID == nil, let user, user.createdAt == instance.createdAt {
            completed.administratorID = user.id
        }
        return completed
    }

    /// What the first start decided must not be asked for otherwise.
    private static func check(
        _ configuration: Configuration,
        against instance: InstanceRecord,
        _ snapshot: DirectorySnapshot
    ) throws(StartError) {
        func same(_ flag: String, _ asked: String?, _ decided: String) throws(StartError) {
            guard let asked, asked != decided else { return }
            throw .decidedOtherwise(flag: flag, decided: decided, asked: asked)
        }
        try same("--account", configuration.account?.description, instance.account)
        try same("--region", configuration.region?.description, instance.region)
        try same("--cluster-name", configuration.clusterName, snapshot.ownCluster?.name ?? "")
        let port = configuration.issuerPort.flatMap { $0 == 0 ? nil : String($0) }
        try same("--issuer-port", port, String(instance.issuerPort))
        let seed = configuration.reproducible.map { String($0.seed) }
        guard seed == instance.seed.map({ String($0) }) else {
            throw .decidedOtherwise(
                flag: "--seed",
                decided: instance.seed.map { String($0) } ?? "absence of a seed",
                asked: seed ?? "left out"
            )
        }
    }

    /// Where a seeded installation's randomness goes on: another place for every start, so that no id comes twice.
    private static func random(of instance: InstanceRecord, directory: Directory) async throws -> RandomSource {
        guard let seed = instance.seed else { return .system }
        var next = instance
        next.starts += 1
        let record = next
        try await directory.update { $0.put(record) }
        return .seeded(seed &+ record.starts &* 0x9E37_79B9_7F4A_7C15)
    }
}
