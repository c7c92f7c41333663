import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import ServiceModel
import Store

/// An add-on as EKS describes it.
struct AddonShape {
    let addon: AddonRecord
    let readiness: AddonReadiness
    /// ARNs of the associations that it owns.
    let associations: [String]
    let now: Timestamp
    /// What the answer to a change says, whatever is true a moment later.
    var status: String?

    /// Seconds that an add-on may take to run before it counts as degraded.
    private static let patience: Int64 = 120

    private var standing: (status: String, issue: (code: String, message: String)?) {
        if let failure = addon.failure { return ("CREATE_FAILED", ("ConfigurationConflict", failure)) }
        guard case .unready(let reason) = readiness else { return ("ACTIVE", nil) }
        if now.seconds - addon.modifiedAt.seconds < Self.patience {
            return (addon.modifiedAt == addon.createdAt ? "CREATING" : "UPDATING", nil)
        }
        return ("DEGRADED", ("InsufficientNumberOfReplicas", reason))
    }

    var members: WireStructure {
        let (status, issue) = standing
        let issues: [WireValue] = issue.map { [["code": .string($0.code), "message": .string($0.message)]] } ?? []
        let offer = AddonCatalog.offer(addon.name)
        return [
            "addonName": .string(addon.name), "clusterName": .string(addon.clusterName),
            "status": .string(self.status ?? status), "addonVersion": .string(addon.version),
            "health": ["issues": .list(self.status == nil ? issues : [])],
            "addonArn": .string(addon.arn.description), "createdAt": .timestamp(addon.createdAt),
            "modifiedAt": .timestamp(addon.modifiedAt),
            "serviceAccountRoleArn": addon.serviceAccountRoleARN.map { .string($0) },
            "tags": .map(WireStructure(addon.tags.map { ($0.key, .string($0.value)) })),
            "configurationValues": addon.configurationValues.map { .string($0) },
            "podIdentityAssociations": associations.isEmpty ? nil : .list(associations.map { .string($0) }),
            "namespaceConfig": offer.map { ["namespace": .string($0.namespace)] },
        ]
    }
}

extension EKSService {
    /// An answer of the whole add-on.
    func answer(_ addon: AddonRecord, _ scope: ClusterScope, status: String?, now: Timestamp) -> Answer {
        let owned = Self.associations(of: addon, in: directory.snapshot)
        let shape = AddonShape(
            addon: addon,
            readiness: addons.readiness(of: addon),
            associations: owned.map(\.arn.description),
            now: now,
            status: status
        )
        return .output(["addon": .structure(shape.members)], audit: scope.audit)
    }

    /// The associations that an add-on owns.
    static func associations(of addon: AddonRecord, in snapshot: DirectorySnapshot) -> [PodIdentityAssociationRecord] {
        guard let namespace = AddonCatalog.offer(addon.name)?.namespace else { return [] }
        let owner = addon.arn.description
        return snapshot.associations(
            cluster: addon.clusterKey,
            namespace: namespace,
            serviceAccount: nil,
            after: nil,
            limit: .max
        ).page.filter { $0.ownerARN == owner }
    }
}
