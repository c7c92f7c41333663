package import AWSVocabulary
package import Ambient
package import IAMPolicy

/// Could this pod, service account role or user make these calls? Answered from what is known, nothing is called.
package struct SimulationQuestion: Sendable {
    /// Whose path is walked.
    package enum Subject: Sendable, Hashable {
        case pod(namespace: String, name: String)
        case serviceAccount(namespace: String, name: String)
        /// A session of the role, however it came about.
        case role(ARN)
        /// A user with an access key.
        case user(ARN)
    }

    package var subject: Subject
    /// The role to take instead of the one that annotation or association name.
    package var role: ARN?
    package var actions: [String] = []
    package var resources: [String] = ["*"]
    package var resourceAccount: AccountID?
    /// Condition keys of the call, which win over those that are made up here.
    package var context: [(key: String, values: [String])] = []
    package var estate: Estate
    /// The cluster's name, if several are known.
    package var cluster: String?
    /// The issuer of the cluster's tokens, if no file says.
    package var issuer: String?
    package var audience: String?
    package var resourcePolicy: AttachedPolicy?
    /// One list a level.
    package var serviceControl: [[AttachedPolicy]] = []
    package var now: Timestamp

    package init(_ subject: Subject, estate: Estate, now: Timestamp) {
        self.subject = subject
        self.estate = estate
        self.now = now
    }

    /// Every step from the pod to the answer; those after the first failure as if it were mended.
    package var diagnosis: Diagnosis {
        let path = CredentialPath(self).walk()
        var steps = path.steps
        if let caller = path.caller { steps += PermissionSteps(question: self, caller: caller).steps }
        return Diagnosis(question: title, steps: steps)
    }

    private var title: String {
        let who =
            switch subject {
            case .pod(let namespace, let name): "the pod \(namespace)/\(name)"
            case .serviceAccount(let namespace, let name): "the service account \(namespace)/\(name)"
            case .role(let arn): "a session of \(arn)"
            case .user(let arn): "the user \(arn)"
            }
        guard !actions.isEmpty else { return "Can \(who) get credentials?" }
        let place = resources == ["*"] ? "" : " on \(resources.joined(separator: ", "))"
        return "Can \(who) call \(actions.joined(separator: ", "))\(place)?"
    }
}

/// The session that a path ends with.
struct SimulatedSession: Sendable {
    let role: RoleExport
    let name: String
    let tags: [Tag]
    /// The provider that vouched for it, if one did.
    let provider: String?

    var principal: Principal {
        guard let account = AccountID(role.arn.account) else { return .anonymous }
        var session = ARN.assumedRole(name: String(role.arn.resourceName), session: name, account: account)
        session.partition = role.arn.partition
        return .roleSession(session: session, role: role.arn, account: account)
    }

    /// The condition keys that the session gives to its calls; session tags win over the role's.
    var keys: ContextKeys {
        var keys = ContextKeys()
        keys["aws:PrincipalArn"] = [role.arn.description]
        keys["aws:PrincipalAccount"] = [role.arn.account]
        keys["aws:PrincipalType"] = ["AssumedRole"]
        keys["aws:PrincipalIsAWSService"] = ["false"]
        keys["aws:ViaAWSService"] = ["false"]
        keys["aws:MultiFactorAuthPresent"] = ["false"]
        if let id = role.uniqueID { keys["aws:userid"] = ["\(id):\(name)"] }
        if let provider { keys["aws:FederatedProvider"] = [provider] }
        for tag in role.tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        for tag in tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        return keys
    }
}
