import AWSVocabulary
import Directory
import IAMPolicy
import JSONTree
import Store

/// Whether a role can be given to pods at all.
enum RoleTrust {
    static let service = "pods.eks.amazonaws.com"

    /// Whether the trust policy lets EKS Pod Identity take and tag the role under some condition.
    ///
    /// Conditions are left out: they speak of pods that do not exist yet. So are statements that deny under a condition.
    static func admitsPods(_ role: RoleRecord) -> Bool {
        admits(service, actions: ["sts:AssumeRole", "sts:TagSession"], to: role)
    }

    /// Whether the trust policy lets a service of AWS take actions on the role under some condition.
    static func admits(_ service: String, actions: [String], to role: RoleRecord) -> Bool {
        guard let policy = unconditional(role.trustPolicy) else { return false }
        return actions.allSatisfy { action in
            var policies = PolicySet()
            policies.trust = policy
            let request = AuthorizationRequest(
                principal: .service(service),
                action: action,
                resource: role.arn.description,
                resourceAccount: AccountID(role.account),
                keys: ContextKeys()
            )
            return PolicyEvaluator.evaluate(request, policies: policies).isAllowed
        }
    }

    private static func unconditional(_ text: String) -> AttachedPolicy? {
        guard var document = (try? JSON(parsing: Array(text.utf8)))?.object, let written = document["Statement"] else {
            return nil
        }
        let statements = written.array ?? [written]
        document["Statement"] = .array(
            statements.compactMap { statement in
                guard var members = statement.object else { return statement }
                if members["Condition"] != nil, members["Effect"]?.string == "Deny" { return nil }
                members["Condition"] = nil
                return .object(members)
            }
        )
        guard let parsed = try? PolicyDocument(parsing: JSON.object(document).text(), kind: .trust) else { return nil }
        return AttachedPolicy(name: "trust policy without its conditions", document: parsed)
    }

    /// Checks the role of an association as EKS does when it is made.
    ///
    /// - Throws: `InvalidParameterException`, or `AccessDeniedException` for a role of another account.
    static func check(_ arn: ARN, account: String, in snapshot: DirectorySnapshot) throws {
        guard arn.account == account else { throw Words.foreignRole }
        guard let role = snapshot.role(String(arn.resourceName), account: account)?.record, role.arn == arn else {
            throw Words.noSuchRole
        }
        guard admitsPods(role) else { throw Words.untrustingRole }
    }
}
