import AWSProtocols
import AWSVocabulary
import Directory
import ServiceModel
import Store

/// Where a call about associations takes place: the cluster of a name in the caller's account and region.
struct AssociationScope: Sendable {
    let account: String
    let region: String
    let clusterName: String

    init(_ call: Call) throws(Fault) {
        guard let account = call.context.caller.account else { throw Fault(.missingAuthentication) }
        self.account = account
        region = call.context.region.description
        clusterName = call.input.string("name") ?? ""
    }

    var clusterKey: String { ClusterRecord.key(name: clusterName, region: region, account: account) }
    var clusterARN: String { "arn:aws:eks:\(region):\(account):cluster/\(clusterName)" }
    var audit: AuditDetails {
        AuditDetails(resources: [AuditDetails.Resource(type: "AWS::EKS::Cluster", name: clusterName)])
    }

    func associationARN(_ id: String) -> String {
        "arn:aws:eks:\(region):\(account):podidentityassociation/\(clusterName)/\(id)"
    }

    /// - Throws: `ResourceNotFoundException`.
    func cluster(in snapshot: DirectorySnapshot) throws(Fault) -> ClusterRecord {
        guard let cluster = snapshot.cluster(key: clusterKey) else { throw Words.noCluster(clusterName) }
        return cluster
    }

    /// - Throws: `ResourceNotFoundException`, for the cluster or the association.
    func association(_ id: String, in snapshot: DirectorySnapshot) throws(Fault) -> PodIdentityAssociationRecord {
        _ = try cluster(in: snapshot)
        guard let association = snapshot.association(cluster: clusterKey, id: id) else {
            throw Words.noAssociation(id, cluster: clusterName)
        }
        return association
    }
}
