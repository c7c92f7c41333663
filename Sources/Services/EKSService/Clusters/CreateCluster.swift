import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import JSONTree
import ServiceModel
import Store

extension EKSService {
    private struct Creation: Sendable {
        let scope: ClusterScope
        let role: ARN
        let record: ClusterRecord
        let audit: AuditDetails
    }

    private static let service = "eks.amazonaws.com"
    /// The versions that clusters elsewhere may have, oldest first.
    static let kubernetesVersions = (28...36).map { "1.\($0)" }
    static let defaultVersion = "1.33"

    /// Registers a cluster that runs elsewhere: its associations are kept here, and its pods' tokens are exchanged.
    var createCluster: ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation(
                "CreateCluster",
                .eks,
                route: .rest(method: "POST", template: "/clusters"),
                action: "eks:CreateCluster"
            ),
            prepare: { call in
                let creation = try Self.creation(call)
                return (Self.plan(creation), creation)
            },
            perform: { _, creation in
                let made = try await directory.update { draft in try Self.create(creation, in: &draft) }
                let shape = shape(of: made, status: "CREATING")
                return .output(["cluster": .structure(shape.members)], audit: creation.audit)
            }
        )
    }

    private static func creation(_ call: Call) throws -> Creation {
        let scope = try ClusterScope(call)
        let input = call.input
        var reader = ParameterReader(input)
        let name = reader.requiredString("name", length: 1...100, pattern: .clusterName)
        let version = reader.enumeration("version", values: kubernetesVersions) ?? defaultVersion
        let role = reader.roleARN("roleArn")
        if input["roleArn"] == nil { reader.noteMissing("roleArn") }
        var settings = ClusterSettings()
        if settings.readNetwork(&reader, input) == nil, input["resourcesVpcConfig"] == nil {
            reader.noteMissing("resourcesVpcConfig")
        }
        _ = settings.readLogging(&reader, input)
        _ = settings.readAccess(&reader, input)
        _ = settings.readUpgradePolicy(&reader, input)
        settings.readServiceRange(&reader, input)
        reader.noteUnkept(input)
        settings.deletionProtection = reader.boolean("deletionProtection") ?? false
        let token = reader.string("clientRequestToken", length: 1...255)
        let tags = reader.tags(from: input) ?? []
        let registered = RegistrationInput(&reader, input: input, tags: tags)
        try reader.finishForEKS()
        guard let role else { throw Words.unusableClusterRole("") }
        let record = ClusterRecord(
            account: scope.account,
            region: scope.region,
            name: name,
            issuer: registered?.issuer ?? "",
            kubernetesVersion: version,
            platformVersion: "eks.1",
            createdAt: call.context.receivedAt,
            roleARN: role.description,
            nodeRoleARN: registered?.nodeRole?.description ?? "",
            tags: tags,
            registration: registered?.registration ?? ClusterRegistration(),
            settings: settings,
            clientRequestToken: token
        )
        var audit = scope.audit
        // What is sealed in the registration stays out of the trail.
        audit.requestParameters = [
            "name": .string(name), "version": .string(version), "roleArn": .string(role.description),
            "issuer": .string(record.issuer),
        ]
        return Creation(scope: scope, role: role, record: record, audit: audit)
    }

    private static func plan(_ creation: Creation) -> AccessPlan {
        var passing = ContextKeys()
        passing["iam:PassedToService"] = [service]
        return AccessPlan(
            [
                .permission(
                    Permission(
                        "eks:CreateCluster",
                        on: creation.scope.clusterARN,
                        keys: requestTagKeys(creation.record.tags)
                    )
                ),
                .permission(Permission("iam:PassRole", on: creation.role.description, keys: passing)),
            ],
            audit: creation.audit
        )
    }

    private static func create(_ creation: Creation, in draft: inout DirectoryDraft) throws -> ClusterRecord {
        let record = creation.record
        let snapshot = draft.snapshot
        if let known = snapshot.cluster(key: record.key) {
            guard let token = record.clientRequestToken, known.clientRequestToken == token else {
                throw Words.clusterExists(record.name)
            }
            guard known.roleARN == record.roleARN, known.kubernetesVersion == record.kubernetesVersion,
                known.issuer == record.issuer, known.settings == record.settings
            else { throw Words.tokenOfAnother }
            return known
        }
        guard creation.role.account == record.account else { throw Words.foreignRole }
        guard let role = snapshot.role(String(creation.role.resourceName), account: record.account)?.record,
            role.arn == creation.role, RoleTrust.admits(service, actions: ["sts:AssumeRole"], to: role)
        else { throw Words.unusableClusterRole(record.roleARN) }
        try checkIssuer(record.issuer, of: record.key, in: snapshot)
        draft.put(record)
        return record
    }

    /// Of two clusters with one issuer, a token would be of both.
    static func checkIssuer(_ issuer: String, of key: String, in snapshot: DirectorySnapshot) throws(Fault) {
        guard !issuer.isEmpty, snapshot.clusters.contains(where: { $0.issuer == issuer && $0.key != key }) else {
            return
        }
        throw Words.issuerTaken(issuer)
    }

    /// The condition keys of tags that a request brings.
    static func requestTagKeys(_ tags: [Tag]) -> ContextKeys {
        var keys = ContextKeys()
        for tag in tags { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        if !tags.isEmpty { keys.set("aws:TagKeys", multivalued: tags.map(\.key)) }
        return keys
    }

    /// The condition keys of tags that a resource has.
    static func resourceTagKeys(_ tags: [Tag]) -> ContextKeys {
        var keys = ContextKeys()
        for tag in tags { keys["aws:ResourceTag/\(tag.key)"] = [tag.value] }
        return keys
    }
}
