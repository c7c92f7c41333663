import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import JSONTree
import RoleSessions
import ServiceModel
import SessionCredentials
import Store

/// The exchange of a verified token: the roles to take and what must be allowed.
///
/// One object, since the steps of a call hand it on.
final class PodExchange: Sendable {
    private static let service = "pods.eks.amazonaws.com"
    /// Seconds; the role's own maximum does not limit a service.
    private static let duration = 21_600
    private static let chainedDuration = 3600

    let cluster: ClusterRecord
    let token: PodToken
    let association: PodIdentityAssociationRecord
    let role: RoleEntry
    /// The role to take with the first; nil if the pod gets the first.
    let target: RoleEntry?
    let targetARN: ARN?
    let sessionName: String
    let permissions: Permissions
    /// The six transitive tags; none if the association disables them.
    let tags: SessionTags

    init(
        cluster: ClusterRecord,
        token: PodToken,
        ids: IDSource,
        in snapshot: DirectorySnapshot
    ) throws(Fault) {
        let found = snapshot.association(
            cluster: cluster.key,
            namespace: token.namespace,
            serviceAccount: token.serviceAccount
        )
        guard let found else {
            throw Words.noAssociation("\(token.namespace)/\(token.serviceAccount) has none in \(cluster.name)")
        }
        guard let role = Self.role(found.roleARN, in: snapshot) else {
            throw Fault(.accessDenied, Words.untrusting, log: "the role \(found.roleARN) does not exist")
        }
        self.cluster = cluster
        self.token = token
        association = found
        self.role = role
        targetARN = found.targetRoleARN.flatMap { ARN($0) }
        target = found.targetRoleARN.flatMap { Self.role($0, in: snapshot) }
        sessionName = "eks-\(cluster.name.prefix(10))-\(token.podName.prefix(10))-\(ids.uuid())"
        permissions = snapshot.permissions(of: role)
        tags = found.disablesSessionTags ? .none : Self.tags(of: token, in: cluster)
    }

    private static func role(_ text: String, in snapshot: DirectorySnapshot) -> RoleEntry? {
        guard let arn = ARN(text), let entry = snapshot.role(String(arn.resourceName), account: arn.account),
            entry.record.arn == arn
        else { return nil }
        return entry
    }

    private static func tags(of token: PodToken, in cluster: ClusterRecord) -> SessionTags {
        let tags = [
            Tag(key: "eks-cluster-arn", value: cluster.arn.description),
            Tag(key: "eks-cluster-name", value: cluster.name),
            Tag(key: "kubernetes-namespace", value: token.namespace),
            Tag(key: "kubernetes-service-account", value: token.serviceAccount),
            Tag(key: "kubernetes-pod-name", value: token.podName),
            Tag(key: "kubernetes-pod-uid", value: token.podUID),
        ]
        return SessionTags(tags: tags, transitiveKeys: tags.map(\.key))
    }

    func audit(_ base: AuditDetails) -> AuditDetails {
        var audit = base
        var pod = token.audited
        pod["associationId"] = .string(association.id)
        pod["roleArn"] = .string(association.targetRoleARN ?? association.roleARN)
        pod["roleSessionName"] = .string(sessionName)
        audit.additionalEventData = ["podIdentity": .object(pod)]
        return audit
    }

    /// The role must trust EKS Pod Identity, and the target role the first; both the tags, if there are any.
    func plan(_ base: AuditDetails) -> AccessPlan {
        let actions = ["sts:AssumeRole"] + (tags.isEmpty ? [] : ["sts:TagSession"])
        let keys = firstKeys
        let facts: JSONObject = ["pod": .object(token.audited)]
        var requirements = actions.map { action in
            AccessRequirement.trust(
                Trust(
                    action,
                    roleARN: role.record.arn,
                    role: role,
                    principal: .service(Self.service),
                    keys: keys,
                    facts: facts,
                    refusal: Words.untrusting
                )
            )
        }
        if let targetARN {
            let keys = secondKeys
            requirements += actions.map { .trust(chained($0, to: targetARN, keys, facts)) }
        }
        return AccessPlan(requirements, audit: audit(base))
    }

    private func chained(
        _ action: String,
        to targetARN: ARN,
        _ keys: ContextKeys,
        _ facts: JSONObject
    ) -> Trust {
        let account = AccountID(role.record.account)
        return Trust(
            action,
            roleARN: targetARN,
            role: target,
            principal: account.map { account in
                .roleSession(
                    session: .assumedRole(name: role.record.name, session: sessionName, account: account),
                    role: role.record.arn,
                    account: account
                )
            } ?? .anonymous,
            keys: keys,
            facts: facts,
            policies: PolicySet(identity: permissions.identity, boundary: permissions.boundary),
            refusal: Words.untrusting
        )
    }

    /// Names that are looked for in every exchange.
    private enum Keys {
        static let sourceARN = ConditionKey("aws:SourceArn")
        static let sourceAccount = ConditionKey("aws:SourceAccount")
        static let principalIsService = ConditionKey("aws:PrincipalIsAWSService")
        static let principalService = ConditionKey("aws:PrincipalServiceName")
        static let sessionName = ConditionKey("sts:RoleSessionName")
    }

    private var firstKeys: ContextKeys {
        var keys = ContextKeys()
        keys.reserveCapacity(16)
        keys.set(Keys.sourceARN, cluster.arn.description)
        keys.set(Keys.sourceAccount, cluster.account)
        keys.set(Keys.principalIsService, "true")
        keys.set(Keys.principalService, Self.service)
        keys.set(Keys.sessionName, sessionName)
        tags.add(to: &keys)
        return keys
    }

    private var secondKeys: ContextKeys {
        var keys = ContextKeys()
        keys.set(Keys.sessionName, sessionName)
        keys["aws:PrincipalArn"] = [role.record.arn.description]
        keys["aws:PrincipalAccount"] = [role.record.account]
        keys["aws:PrincipalType"] = ["AssumedRole"]
        if let id = association.externalID { keys["sts:ExternalId"] = [id] }
        for tag in role.record.tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        for tag in tags.tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        tags.add(to: &keys)
        return keys
    }

    /// The session that the pod gets.
    ///
    /// - Throws: `AccessDeniedException` for a target role that does not exist, though no plan allows that.
    func request() throws(Fault) -> RoleSessionRequest {
        let record = targetARN == nil ? role.record : target?.record
        guard let record, let account = AccountID(record.account) else {
            throw Fault(.accessDenied, Words.untrusting)
        }
        return RoleSessionRequest(
            role: record,
            account: account,
            sessionName: sessionName,
            duration: targetARN == nil ? Self.duration : Self.chainedDuration,
            policy: SessionPolicyParameters(document: association.policy, arns: []),
            tags: tags,
            sourceIdentity: nil,
            pod: token.provenance,
            isChained: targetARN != nil,
            isByService: targetARN == nil
        )
    }

    func answer(_ session: RoleSession, audit base: AuditDetails) -> Answer {
        let credentials = session.credentials
        return .output(
            [
                "subject": [
                    "namespace": .string(token.namespace), "serviceAccount": .string(token.serviceAccount),
                ],
                "audience": .string(PodToken.audience),
                "podIdentityAssociation": [
                    "associationArn": .string(association.arn.description), "associationId": .string(association.id),
                ],
                "assumedRoleUser": ["arn": .string(session.arn), "assumeRoleId": .string(session.id)],
                "credentials": [
                    "sessionToken": .string(credentials.sessionToken.exposed),
                    "secretAccessKey": .string(credentials.secret.exposed),
                    "accessKeyId": .string(credentials.accessKeyID), "expiration": .timestamp(credentials.expiresAt),
                ],
            ],
            audit: audit(base)
        )
    }
}
