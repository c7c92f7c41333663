import AWSProtocols
import AWSVocabulary
import Directory
import JSONTree
import ServiceModel
import Store

/// Where a call about a cluster or what belongs to one takes place: the cluster of a name in the caller's account and region.
struct ClusterScope: Sendable {
    let account: String
    let region: String
    let clusterName: String
    /// Whether the input holds what no record may hold.
    var hidesParameters = false

    init(_ call: Call) throws(Fault) {
        guard let account = call.context.caller.account else { throw Fault(.missingAuthentication) }
        self.account = account
        region = call.context.region.description
        clusterName = call.input.string("name") ?? ""
    }

    var clusterKey: String { ClusterRecord.key(name: clusterName, region: region, account: account) }
    var clusterARN: String { "arn:aws:eks:\(region):\(account):cluster/\(clusterName)" }
    var audit: AuditDetails {
        var audit = AuditDetails(resources: [AuditDetails.Resource(type: "AWS::EKS::Cluster", name: clusterName)])
        if hidesParameters { audit.requestParameters = ["name": .string(clusterName)] }
        return audit
    }

    func addonARN(_ name: String, _ id: String?) -> String {
        "arn:aws:eks:\(region):\(account):addon/\(clusterName)/\(name)/\(id ?? "*")"
    }

    func associationARN(_ id: String) -> String {
        "arn:aws:eks:\(region):\(account):podidentityassociation/\(clusterName)/\(id)"
    }

    /// - Throws: `ResourceNotFoundException`.
    func cluster(in snapshot: DirectorySnapshot) throws(Fault) -> ClusterRecord {
        guard let cluster = snapshot.cluster(key: clusterKey) else { throw Words.noCluster(clusterName) }
        return cluster
    }

    /// - Throws: `ResourceNotFoundException`, for the cluster or the add-on.
    func addon(_ name: String, in snapshot: DirectorySnapshot) throws(Fault) -> AddonRecord {
        _ = try cluster(in: snapshot)
        guard let addon = snapshot.addon(cluster: clusterKey, name: name) else {
            throw Words.noAddon(name, cluster: clusterName)
        }
        return addon
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
