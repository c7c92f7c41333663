import ArgumentParser
import JSONTree
import PodIdentity
import PodIdentityWebhook
import WebhookServer

/// `lanyard get`.
struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look at what a cluster does.",
        subcommands: [GetMissedPods.self]
    )
}

/// `lanyard get missed-pods`.
struct GetMissedPods: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "missed-pods",
        abstract: "Show the running pods that lack the identity their service account has.",
        discussion: """
            A pod that was made while the webhook was away, or before its service account was given a role or an \
            association, runs without credentials until it is made anew. Nothing is changed here. Exit code 0 if there \
            is no such pod, 1 if there are any.

            Without --kubeconfig, --kube-api and --data, outside of a pod, it is the cluster of LANYARD_DATA, or else of \
            ~/.lanyard, as for every other command.

            Examples:
              lanyard get missed-pods --data ~/.lanyard
              lanyard get missed-pods --kubeconfig ~/.kube/config
            """
    )

    @OptionGroup var cluster: ClusterFlags
    @OptionGroup var associations: AssociationFlags
    @OptionGroup var output: OutputOption

    @Option(help: ArgumentHelp("What stands before the / of every annotation.", valueName: "prefix"))
    var annotationPrefix = "eks.amazonaws.com"

    @Flag(help: "Count the identities of the ConfigMap pod-identity-webhook too.")
    var watchConfigMap = false

    @Option(help: ArgumentHelp("The namespace of that ConfigMap.", valueName: "name"))
    var namespace = "eks"

    func run() async throws {
        let cluster = cluster.orDataDirectory()
        var configuration = WebhookConfiguration(access: try cluster.access())
        configuration.settings.annotationPrefix = annotationPrefix
        configuration.watchesConfigMap = watchConfigMap
        configuration.namespace = namespace
        configuration.associations = try associations.api(data: cluster.data, region: "")
        let pods = try await MissedPodSearch.run(configuration)
        let answer: JSON = [
            "missedPods": .array(
                pods.map { pod in
                    [
                        "namespace": .string(pod.namespace), "pod": .string(pod.name),
                        "serviceAccount": .string(pod.serviceAccount), "role": pod.role.map { .string($0) } ?? .null,
                        "containers": .array(pod.containers.map { .string($0) }),
                    ]
                }
            )
        ]
        output.print(
            answer,
            asText: { _ in
                guard !pods.isEmpty else { return "Every running pod has the identity it should have." }
                return pods.map { "\($0.namespace)/\($0.name): \($0.advice)" }.joined(separator: "\n")
            }
        )
        guard pods.isEmpty else { throw ExitCode(1) }
    }
}
