import AWSVocabulary
import ArgumentParser
import ControlPlane
import ControlPlaneClient
import Foundation
import WebhookServer

/// Where pod identity associations are read from.
struct AssociationFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The EKS API whose pod identity associations count, for example http://10.0.0.5:4580.",
            discussion: """
                Default: that of --data, or else none. Signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and \
                AWS_SESSION_TOKEN; needs --cluster-name.
                """,
            valueName: "url"
        )
    )
    var eksEndpoint: String?

    @Option(help: ArgumentHelp("The cluster whose associations are read.", valueName: "name"))
    var clusterName: String?

    @Option(help: ArgumentHelp("How often they are read.", valueName: "duration"))
    var associationInterval = "5s"

    /// What to read, nil for nothing.
    ///
    /// - Throws: `CommandFailure`.
    func api(data: DataDirectory?, region named: String) throws(CommandFailure) -> WebhookConfiguration.AssociationAPI?
    {
        guard let interval = GoDuration.parse(associationInterval), interval > .zero else {
            throw CommandFailure("--association-interval takes a duration, for example 5s")
        }
        guard let reader = try reader(data: data, region: named) else { return nil }
        var api = WebhookConfiguration.AssociationAPI(reader: reader)
        api.interval = interval
        return api
    }

    private func reader(
        data: DataDirectory?,
        region named: String
    ) throws(CommandFailure) -> PodIdentityAssociations? {
        if let eksEndpoint {
            let environment = ProcessInfo.processInfo.environment
            guard let endpoint = Endpoint(eksEndpoint) else {
                throw CommandFailure("--eks-endpoint takes an http URL with a port, for example http://10.0.0.5:4580")
            }
            guard let clusterName else { throw CommandFailure("--eks-endpoint needs --cluster-name") }
            guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
                throw CommandFailure("--eks-endpoint needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to be set")
            }
            let name = named.isEmpty ? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "" : named
            guard let region = Region(name) else {
                throw CommandFailure("--eks-endpoint needs a region: set AWS_REGION or --aws-default-region")
            }
            return PodIdentityAssociations(
                endpoint: endpoint,
                cluster: clusterName,
                accessKeyID: id,
                secret: Secret(secret),
                sessionToken: environment["AWS_SESSION_TOKEN"].map { Secret($0) },
                region: region
            )
        }
        guard let data else { return nil }
        guard let instance = RunningInstance.read(from: data),
            let credentials = AdministratorCredentials.read(from: data),
            let endpoint = Endpoint(instance.awsEndpoint), let region = Region(instance.region)
        else {
            throw CommandFailure(
                "no control plane runs on \(data.path): start one with `lanyard up --data \(data.path)`"
            )
        }
        return PodIdentityAssociations(
            endpoint: endpoint,
            cluster: clusterName ?? instance.clusterName,
            accessKeyID: credentials.accessKeyID,
            secret: credentials.secret,
            sessionToken: nil,
            region: region
        )
    }
}
