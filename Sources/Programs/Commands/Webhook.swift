import Ambient
import ArgumentParser
import ControlPlane
import ControlPlaneClient
import Foundation
import PodIdentity
import PodIdentityWebhook
import WebhookServer

/// `lanyard webhook`.
struct Webhook: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the admission webhook that gives pods their identity, for any Kubernetes cluster.",
        discussion: """
            Takes the place of amazon-eks-pod-identity-webhook, with the same flags, annotations, patches and metrics. \
            A service account that is not known yet is read before a pod is let through without its identity; a pod \
            whose identity cannot be told is let through with a warning, refused, or only counted, as --on-unresolved \
            says. The certificate is made here, unless --in-cluster=false names files.

            Example: lanyard webhook --kubeconfig ~/.kube/config --port 8443 --tls-host 10.0.0.5 --namespace default
            """
    )

    @OptionGroup var cluster: ClusterFlags

    @Option(help: ArgumentHelp("The https port; 0 picks one.", valueName: "port"))
    var port = 443

    @Option(help: ArgumentHelp("The port of metrics, plain HTTP; 0 picks one.", valueName: "port"))
    var metricsPort = 9999

    @Option(help: ArgumentHelp("The address to listen on. Default: all of them.", valueName: "address"))
    var host: String?

    @Option(help: "What becomes of a pod whose identity cannot be told: deny, warn or ignore.")
    var onUnresolved = UnresolvedPolicy.warn

    @OptionGroup(title: "Injection") var injection: InjectionFlags
    @OptionGroup(title: "Certificate") var certificate: CertificateFlags
    @OptionGroup(title: "Associations") var associations: AssociationFlags

    @Flag(inversion: .prefixedNo, help: "Whether the ConfigMap pod-identity-webhook of --namespace gives identities.")
    var watchConfigMap = false

    @Option(
        help: ArgumentHelp("The file that lists the service accounts with an association.", valueName: "file")
    )
    var watchContainerCredentialsConfig = ""

    @Option(
        help: ArgumentHelp(
            "How long a pod may wait for a service account that is not known yet; 0 for not at all.",
            valueName: "duration"
        )
    )
    var serviceAccountLookupGracePeriod = "2s"

    @Option(help: ArgumentHelp("Taken as AWS's webhook takes it; the caches here need none.", valueName: "duration"))
    var resyncPeriod = "60s"

    @Option(
        help: ArgumentHelp(
            "How often running pods are looked through for those without their identity; 0 for never.",
            valueName: "duration"
        )
    )
    var reconcileInterval = "5m"

    @Flag(inversion: .prefixedNo, help: "Whether the routes under /debug/alpha are served.")
    var enableDebuggingHandlers = false

    @Flag(inversion: .prefixedNo, help: "Print the version of AWS's webhook that this takes the place of, and exit.")
    var version = false

    @OptionGroup(title: "Logging") var klog: KlogFlags

    func validate() throws {
        for (flag, value) in [("--port", port), ("--metrics-port", metricsPort)]
        where !(0...65_535).contains(value) {
            throw ValidationError("\(flag) takes 0 to 65535")
        }
        for (flag, value) in [
            ("--service-account-lookup-grace-period", serviceAccountLookupGracePeriod),
            ("--resync-period", resyncPeriod), ("--reconcile-interval", reconcileInterval),
        ] where GoDuration.parse(value) == nil {
            throw ValidationError("\(flag) takes a duration, for example 90s")
        }
        guard watchContainerCredentialsConfig.isEmpty || watchContainerCredentialsConfig.hasPrefix("/") else {
            throw ValidationError("--watch-container-credentials-config takes an absolute path")
        }
        _ = try certificate.options()
    }

    func run() async throws {
        guard !version else { return print("v0.1.0") }
        for flag in klog.ignored { Complaint.print("\(flag) is not heeded: everything is logged to standard error") }
        var configuration = WebhookConfiguration(access: try cluster.access())
        configuration.settings = injection.settings
        if injection.composeRoleArn { configuration.settings.composition = try await composition() }
        configuration.certificate = certificate.source(port: port)
        configuration.tls = try certificate.options()
        configuration.host = host
        configuration.port = port
        configuration.metricsPort = metricsPort
        configuration.namespace = certificate.namespace
        configuration.watchesConfigMap = watchConfigMap
        let file = watchContainerCredentialsConfig
        configuration.identitiesFile = file.isEmpty ? nil : file
        configuration.associations = try associations.api(data: cluster.data, region: injection.awsDefaultRegion)
        configuration.liveRead = duration(serviceAccountLookupGracePeriod)
        configuration.onUnresolved = onUnresolved
        configuration.reconcileInterval = duration(reconcileInterval)
        configuration.showsDebugging = enableDebuggingHandlers
        configuration.onReady = { MappedCode.giveBack() }
        configuration.verbosity = klog.verbosity
        try await WebhookServer.run(configuration)
    }

    private func duration(_ text: String) -> Duration? {
        GoDuration.parse(text).flatMap { $0 > .zero ? $0 : nil }
    }

    private func composition() async throws -> RoleComposition {
        let named = ProcessInfo.processInfo.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
        var text = named ?? "http://169.254.169.254:80"
        while text.hasSuffix("/") { text.removeLast() }
        guard let endpoint = Endpoint(text) ?? Endpoint(text + ":80") else {
            throw CommandFailure("AWS_EC2_METADATA_SERVICE_ENDPOINT takes an http URL")
        }
        do {
            let identity = try await InstanceIdentity.read(endpoint: endpoint)
            return RoleComposition(region: identity.region, account: identity.account)
        } catch {
            throw CommandFailure("--compose-role-arn needs the instance's metadata: \(error)")
        }
    }
}

extension UnresolvedPolicy: ExpressibleByArgument {}
