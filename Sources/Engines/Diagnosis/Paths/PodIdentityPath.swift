import AWSVocabulary
import IAMPolicy

/// How EKS takes a role for a pod: with six session tags, unless the association disables them.
struct PodIdentityPath: Sendable {
    private static let service = "pods.eks.amazonaws.com"
    private static let refusal = Step.Answer(
        "AccessDeniedException",
        400,
        "Unauthorized Exception! EKS does not have permissions to assume the associated role."
    )

    let association: AssociationExport
    let clusterARN: String?
    let pod: String
    let podUID: String

    var sessionName: String { "eks-\(association.cluster.prefix(10))-\(pod.prefix(10))-simulated" }

    /// The ARN as far as it is known.
    private func clusterARN(_ account: String) -> String {
        clusterARN ?? "arn:aws:eks:REGION:\(account):cluster/\(association.cluster)"
    }

    var tags: [Tag] {
        guard !association.disablesTags else { return [] }
        return [
            Tag(key: "eks-cluster-arn", value: clusterARN(association.role?.account ?? "")),
            Tag(key: "eks-cluster-name", value: association.cluster),
            Tag(key: "kubernetes-namespace", value: association.namespace),
            Tag(key: "kubernetes-service-account", value: association.serviceAccount),
            Tag(key: "kubernetes-pod-name", value: pod),
            Tag(key: "kubernetes-pod-uid", value: podUID),
        ]
    }

    private var actions: [String] { ["sts:AssumeRole"] + (tags.isEmpty ? [] : ["sts:TagSession"]) }

    private func missing(_ role: ARN, others: [String]) -> Step {
        let step = RoleStep.missing(role, others: others, action: "sts:AssumeRole")
        return Step(step.name, step.outcome, step.finding, answer: Self.refusal, mistakes: step.mistakes)
    }

    /// The roles that are taken one after the other, and the session that the pod gets.
    func walk(_ arn: ARN, in estate: Estate) -> (steps: [Step], session: SimulatedSession?) {
        let others = estate.roles.map(\.arn.description)
        guard let role = estate.role(arn) else {
            guard !others.isEmpty else {
                return ([Step("trust", .unknown, "give the account's roles to check the trust policy of \(arn)")], nil)
            }
            return ([missing(arn, others: others)], nil)
        }
        let first = trust(role)
        guard let target = association.target else {
            return (first, SimulatedSession(role: role, name: sessionName, tags: tags, provider: nil))
        }
        guard let targetRole = estate.role(target) else { return (first + [missing(target, others: others)], nil) }
        return (
            first + chain(role, to: targetRole, estate.policies(of: role).policies),
            SimulatedSession(role: targetRole, name: sessionName, tags: tags, provider: nil)
        )
    }

    /// The role must trust EKS, and the tags.
    private func trust(_ role: RoleExport) -> [Step] {
        var keys = ContextKeys()
        keys["aws:SourceArn"] = [clusterARN(role.arn.account)]
        keys["aws:SourceAccount"] = [clusterARN.flatMap { ARN($0)?.account } ?? role.arn.account]
        keys["aws:PrincipalIsAWSService"] = ["true"]
        keys["aws:PrincipalServiceName"] = [Self.service]
        return steps(role, by: .service(Self.service), keys, PolicySet())
    }

    /// The target role must trust the first, and the first be allowed to take it.
    private func chain(_ role: RoleExport, to target: RoleExport, _ policies: PolicySet) -> [Step] {
        let session = SimulatedSession(role: role, name: sessionName, tags: tags, provider: nil)
        var keys = session.keys
        if let id = association.externalID { keys["sts:ExternalId"] = [id] }
        return steps(target, by: session.principal, keys, policies)
    }

    private func steps(_ role: RoleExport, by principal: Principal, _ keys: ContextKeys, _ own: PolicySet) -> [Step] {
        var keys = keys
        keys["sts:RoleSessionName"] = [sessionName]
        keys.add(requestTags: tags, transitive: tags.map(\.key))
        for tag in role.tags { keys["aws:ResourceTag/\(tag.key)"] = [tag.value] }
        return actions.map { action in
            TrustDecision(
                action: action,
                roleARN: role.arn,
                trust: role.trust,
                principal: principal,
                keys: keys,
                callerPolicies: own,
                refusal: Self.refusal
            ).step
        }
    }
}
