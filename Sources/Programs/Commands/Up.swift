import AWSVocabulary
import Ambient
import ArgumentParser
import ControlPlane

/// `lanyard up`.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the control plane and keep it running until SIGTERM or Ctrl-C.",
        discussion: """
            The first start makes an account, an administrator with an access key, a cluster with its own issuer, the \
            cluster's and the node's role, and the IAM OIDC provider of the issuer. Everything is kept in the data \
            directory; what a call was told is written is on disk before the answer leaves.

            All ports are bound to loopback unless --host says otherwise. The AWS port speaks plain HTTP; the issuer \
            port speaks https with a certificate of the installation's own authority, DIR/ca.pem.

            Example: lanyard up --data ./state --aws-port 0 --issuer-port 0
            """
    )

    @OptionGroup var data: DataOption

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port of all AWS services; 0 picks one.", valueName: "port"))
    var awsPort = 4580

    @Option(help: ArgumentHelp("The https port of the embedded cluster's API; 0 picks one.", valueName: "port"))
    var kubernetesPort = 6443

    @Option(
        help: ArgumentHelp(
            "The https port of the issuer; it becomes part of every token, so it stays as the first start chose it.",
            discussion: "Default: 4581 at the first start. 0 picks one, at the first start only.",
            valueName: "port"
        )
    )
    var issuerPort: Int?

    @Flag(help: "Leave the pods of the embedded cluster without the pod identity webhook.")
    var noWebhook = false

    @Flag(help: "Run no pods: only the API and the identities.")
    var noNode = false

    @Option(help: ArgumentHelp("How many pods the node takes; the others stay Pending.", valueName: "number"))
    var maxPods = 110

    @Option(help: ArgumentHelp("The host name in issuer URLs, first start only.", valueName: "name"))
    var issuerHost = "localhost"

    @Option(help: ArgumentHelp("The account, twelve digits, first start only.", valueName: "digits"))
    var account: String?

    @Option(help: "The region, first start only.")
    var region: String?

    @Option(help: ArgumentHelp("The cluster, first start only.", valueName: "name"))
    var clusterName: String?

    @Option(
        help: ArgumentHelp(
            "Make ids and keys reproducible, for recordings. Never for production: whoever knows N knows every key.",
            valueName: "n"
        )
    )
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "With --seed: a time that stands still, for example 2026-11-24T00:00:00Z.",
            valueName: "time"
        )
    )
    var clock: String?

    @Option(
        help: ArgumentHelp(
            "A host of a foreign issuer that may have a private address; may be repeated.",
            valueName: "host"
        )
    )
    var allowPrivateIssuer: [String] = []

    @Option(
        help: ArgumentHelp("Certificates, in PEM, that foreign issuers may be signed by too.", valueName: "file")
    )
    var issuerCA: String?

    @Option(
        help: ArgumentHelp(
            "How many days audit records are kept; default: for ever.",
            discussion: "Files of the journal, 256 MB each, are removed when all of their records are older.",
            valueName: "days"
        )
    )
    var auditRetention: Int?

    func validate() throws {
        guard auditRetention.map((1...36_500).contains) ?? true else {
            throw ValidationError("--audit-retention takes days, 1 to 36500")
        }
        guard (1...10_000).contains(maxPods) else { throw ValidationError("--max-pods takes 1 to 10000") }
        guard (0...65_535).contains(awsPort) else { throw ValidationError("--aws-port takes 0 to 65535") }
        guard (0...65_535).contains(kubernetesPort) else {
            throw ValidationError("--kubernetes-port takes 0 to 65535")
        }
        guard issuerPort.map((0...65_535).contains) ?? true else {
            throw ValidationError("--issuer-port takes 0 to 65535")
        }
        guard account.map({ AccountID($0) != nil }) ?? true else {
            throw ValidationError("--account takes twelve digits, for example 111122223333")
        }
        guard region.map({ Region($0) != nil }) ?? true else {
            throw ValidationError("--region takes a region name, for example us-west-2")
        }
        guard clusterName.map(ClusterName.isValid) ?? true else {
            throw ValidationError("--cluster-name takes 1 to 100 letters, digits, '-' and '_', a letter or digit first")
        }
        guard clock == nil || seed != nil else { throw ValidationError("--clock needs --seed") }
        guard clock.map({ Timestamp(rfc3339: $0) != nil }) ?? true else {
            throw ValidationError("--clock takes a time as 2026-11-24T00:00:00Z")
        }
    }

    func run() async throws {
        var configuration = Configuration(dataDirectory: data.directory.path)
        configuration.host = host
        configuration.awsPort = awsPort
        configuration.issuerPort = issuerPort
        configuration.kubernetesPort = kubernetesPort
        configuration.runsPods = !noNode
        configuration.maximumPods = maxPods
        configuration.runsWebhook = !noWebhook
        configuration.issuerHost = issuerHost
        configuration.account = account.flatMap { AccountID($0) }
        configuration.region = region.flatMap { Region($0) }
        configuration.clusterName = clusterName
        configuration.reproducible = seed.map { seed in
            Configuration.Reproducible(seed: seed, time: clock.flatMap { Timestamp(rfc3339: $0) })
        }
        configuration.auditRetentionDays = auditRetention
        configuration.privateIssuerHosts = Set(allowPrivateIssuer)
        configuration.issuerCertificateFile = issuerCA
        try await ControlPlane.run(configuration)
    }
}
