import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import JSONTree
import ServiceModel
import Store

/// What a caller wants an add-on to be.
struct AddonInput: Sendable {
    /// A role for one of the add-on's service accounts.
    struct Association: Sendable {
        let serviceAccount: String
        let role: ARN
    }

    let scope: ClusterScope
    let offer: AddonOffer
    let version: String?
    let role: ARN?
    let configuration: String?
    /// Nil to leave them as they are.
    let associations: [Association]?
    let overwrites: Bool
    let token: String?
    let tags: [Tag]
    let now: Timestamp

    /// - Throws: `InvalidParameterException`.
    init(_ call: Call) throws(Fault) {
        scope = try ClusterScope(call)
        var reader = ParameterReader(call.input)
        let name = reader.requiredString("addonName", length: 1...256)
        version = reader.string("addonVersion", length: 1...256)
        role = reader.roleARN("serviceAccountRoleArn")
        let configuration = reader.string("configurationValues", length: 0...32_768)
        let mode = reader.enumeration("resolveConflicts", values: ["OVERWRITE", "NONE", "PRESERVE"])
        overwrites = mode == "OVERWRITE"
        token = reader.string("clientRequestToken", length: 1...255)
        tags = reader.tags(from: call.input) ?? []
        var associations: [Association]?
        for entry in reader.structures("podIdentityAssociations", count: 0...20) ?? [] {
            var inner = ParameterReader(entry)
            let account = inner.requiredString("serviceAccount", length: 1...253)
            let role = inner.roleARN("roleArn")
            if entry["roleArn"] == nil { inner.noteMissing("roleArn") }
            if associations?.contains(where: { $0.serviceAccount == account }) == true {
                inner.note(value: account, at: "serviceAccount", constraint: "Member must be there once")
            }
            do throws(Fault) { try inner.finishForEKS() } catch {
                reader.note(value: nil, at: "podIdentityAssociations", constraint: error.message ?? "")
            }
            if let role { associations = (associations ?? []) + [Association(serviceAccount: account, role: role)] }
        }
        if associations == nil, call.input["podIdentityAssociations"] != nil { associations = [] }
        self.associations = associations
        let asked = reader.structureText("namespaceConfig", "namespace", from: call.input)
        try reader.finishForEKS()
        guard let offer = AddonCatalog.offer(name) else { throw Words.unsupportedAddon }
        guard asked == nil || asked == offer.namespace else {
            throw Words.invalidParameter("The add-on \(name) is in the namespace \(offer.namespace) only.")
        }
        self.offer = offer
        self.configuration = configuration
        now = call.context.receivedAt
        if let configuration, !configuration.isEmpty { try Self.check(configuration, of: offer) }
        for association in associations ?? []
        where !offer.identities.contains(where: { $0.serviceAccount == association.serviceAccount }) {
            throw Words.invalidParameter(
                "The add-on \(name) has no service account \(association.serviceAccount) that takes a role."
            )
        }
    }

    private static func check(_ text: String, of offer: AddonOffer) throws(Fault) {
        let limits = JSONLimits(maximumBytes: 32_768, maximumDepth: 20, maximumValues: 2000)
        guard let json = try? JSON(parsing: Array(text.utf8), limits: limits), let members = json.object else {
            throw Words.unsupportedConfiguration("it must be a JSON object")
        }
        guard offer.name == AddonCatalog.agent else { return }
        let unknown = members.members.map(\.key).first { !AddonCatalog.agentSettings.contains($0) }
        if let unknown {
            throw Words.unsupportedConfiguration(
                "Json schema validation failed with error: [$.\(unknown): is not defined in the schema and the schema "
                    + "does not allow additional properties]"
            )
        }
    }

    /// The version to install in a cluster.
    ///
    /// - Throws: `InvalidParameterException` if there is none, or not for the cluster's Kubernetes.
    func version(for cluster: ClusterRecord) throws(Fault) -> String {
        let known = offer.versions(for: cluster.kubernetesVersion)
        guard let first = known.first else { throw Words.unsupportedAddon }
        guard let version else { return first.name }
        guard known.contains(where: { $0.name == version }) else { throw Words.unsupportedAddonVersion }
        return version
    }

    /// The roles that are passed must be the caller's to pass.
    func plan(_ action: String, on resource: String, keys: ContextKeys) -> AccessPlan {
        var requirements: [AccessRequirement] = [.permission(Permission(action, on: resource, keys: keys))]
        if let role {
            var passing = ContextKeys()
            passing["iam:PassedToService"] = ["eks.amazonaws.com"]
            requirements.append(.permission(Permission("iam:PassRole", on: role.description, keys: passing)))
        }
        for association in associations ?? [] {
            requirements.append(
                .permission(Permission("eks:CreatePodIdentityAssociation", on: scope.clusterARN))
            )
            requirements.append(.permission(EKSService.passing(association.role, scope: scope)))
        }
        return AccessPlan(requirements, audit: scope.audit)
    }

    /// Gives the add-on's service accounts the roles asked for, and takes them from the others.
    func associate(_ addon: AddonRecord, ids: IDSource, in draft: inout DirectoryDraft) throws {
        guard let associations else { return }
        let old = EKSService.associations(of: addon, in: draft.snapshot)
        for record in old where !associations.contains(where: { $0.serviceAccount == record.serviceAccount }) {
            draft.remove(.podIdentityAssociations, key: record.key)
        }
        for association in associations {
            try RoleTrust.check(association.role, account: addon.account, in: draft.snapshot)
            let known = draft.snapshot.association(
                cluster: addon.clusterKey,
                namespace: offer.namespace,
                serviceAccount: association.serviceAccount
            )
            if let known, known.ownerARN != addon.arn.description {
                throw Words.associationExists(known.id, cluster: addon.clusterName)
            }
            var record =
                known
                ?? PodIdentityAssociationRecord(
                    account: addon.account,
                    region: addon.region,
                    clusterName: addon.clusterName,
                    namespace: offer.namespace,
                    serviceAccount: association.serviceAccount,
                    id: "a-" + ids.lowerAlphanumerics(17),
                    roleARN: "",
                    createdAt: now,
                    modifiedAt: now
                )
            guard record.roleARN != association.role.description else { continue }
            record.roleARN = association.role.description
            record.ownerARN = addon.arn.description
            record.modifiedAt = now
            draft.put(record)
        }
    }
}

extension ParameterReader {
    /// A text inside of a structure, if both are there.
    mutating func structureText(_ name: String, _ member: String, from input: WireStructure) -> String? {
        guard let value = input[name] else { return nil }
        guard let members = input.structure(name) else {
            note(value: value.text, at: name, constraint: "Member must be a structure")
            return nil
        }
        return members.string(member)
    }
}
