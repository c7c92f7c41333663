import HTTPServing
import KubernetesService
import ServiceModel
import Synchronization

/// Who the tokens of `aws eks get-token` are from; the endpoint that verifies them is made after the cluster.
final class ClusterCallers: Sendable {
    private let endpoint = Mutex<AWSEndpoint?>(nil)
    private let administrator: String

    /// `administrator` is the ARN of the user who has made the cluster, and so may do everything in it.
    init(administrator: String) {
        self.administrator = administrator
    }

    func verify(with endpoint: AWSEndpoint) {
        self.endpoint.withLock { $0 = endpoint }
    }

    func tokens(clusterName: String) -> AWSTokens {
        AWSTokens(clusterName: clusterName) { url, name in
            let endpoint = self.endpoint.withLock { $0 }
            let caller = endpoint?.presigner(of: url, service: "sts", headers: [(name: "x-k8s-aws-id", value: name)])
            guard let caller, let arn = caller.arn, let id = caller.userID else { return nil }
            return AWSCaller(arn: arn, userID: id, groups: arn == self.administrator ? ["system:masters"] : [])
        }
    }
}
