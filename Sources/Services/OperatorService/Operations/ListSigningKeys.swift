import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension OperatorService {
    /// Lists a cluster's signing keys, the newest first.
    var listSigningKeys: ServiceOperation {
        operation(
            "ListSigningKeys",
            isReadOnly: true,
            read: { $0.clusterName() },
            resource: { name, scope in try scope.cluster(name).arn.description },
            perform: { name, _, scope in
                let cluster = try scope.cluster(name)
                return .output(SigningKeyShape.list(scope.snapshot.signingKeys(cluster: cluster.key), cluster: cluster))
            }
        )
    }
}
