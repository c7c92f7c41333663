import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    /// Tells everything of one cluster.
    var describeCluster: ServiceOperation {
        ServiceOperation(
            Operation(
                "DescribeCluster",
                .eks,
                route: .rest(method: "GET", template: "/clusters/{name}"),
                isReadOnly: true,
                action: "eks:DescribeCluster"
            ),
            prepare: { call in
                let name = call.input.string("name") ?? ""
                let account = call.context.caller.account ?? ""
                let region = call.context.region.description
                let audit = AuditDetails(
                    resources: [AuditDetails.Resource(type: "AWS::EKS::Cluster", name: name)]
                )
                let plan = AccessPlan.permission(
                    "eks:DescribeCluster",
                    on: "arn:aws:eks:\(region):\(account):cluster/\(name)",
                    audit: audit
                )
                return (plan, ClusterRecord.key(name: name, region: region, account: account))
            },
            perform: { authorized, key in
                guard let cluster = authorized.snapshot.cluster(key: key) else {
                    let name = authorized.call.input.string("name") ?? ""
                    throw Fault(
                        "ResourceNotFoundException",
                        status: 404,
                        "No cluster found for name: \(name).",
                        fields: ["clusterName": .string(name)]
                    )
                }
                let shape = shape(of: cluster)
                return .output(
                    ["cluster": .structure(shape.members)],
                    audit: AuditDetails(
                        resources: [AuditDetails.Resource(type: "AWS::EKS::Cluster", name: cluster.name)]
                    )
                )
            }
        )
    }
}
