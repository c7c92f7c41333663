import AWSVocabulary
import Ambient
import IAMPolicy
import JSONTree

/// Whether a session may make the calls.
struct PermissionSteps: Sendable {
    let question: SimulationQuestion
    let session: SimulatedSession

    var steps: [Step] {
        guard !question.actions.isEmpty else { return [] }
        let (policies, unknown) = Self.policies(of: session.role, in: question.estate)
        var all = policies
        all.resource = question.resourcePolicy
        all.serviceControl = question.serviceControl
        return question.actions.flatMap { action in
            question.resources.map { resource in step(action, resource, all, unknown) }
        }
    }

    private func step(_ action: String, _ resource: String, _ policies: PolicySet, _ unknown: [String]) -> Step {
        let request = AuthorizationRequest(
            principal: session.principal,
            action: action,
            resource: resource,
            resourceAccount: question.resourceAccount ?? ARN(resource).flatMap { AccountID($0.account) },
            keys: keys
        )
        let verdict = PolicyEvaluator.evaluate(request, policies: policies)
        let place = resource == "*" ? "" : "on \(resource): "
        if verdict.isAllowed { return Step(action, .passed, place + verdict.oneLine, verdict: verdict.summary) }
        func open(_ finding: String) -> Step {
            Step(
                action,
                .undecided,
                place + finding,
                place: verdict.place,
                nearest: verdict.nearestMiss,
                verdict: verdict.explanation
            )
        }
        let missing = verdict.missingKeys.filter { !$0.lowercased().hasPrefix("aws:principal") }
        if !missing.isEmpty, verdict.mistakes.isEmpty {
            return open(
                "it depends on the call; give \(missing.map { "--context \($0)=VALUE" }.joined(separator: " "))"
            )
        }
        // What is not known could allow it, but no denial can be lifted.
        if verdict.decision == .implicitDeny, !unknown.isEmpty {
            return open("\(verdict.refusal) of those that are known; not known: \(unknown.joined(separator: ", "))")
        }
        return Step(
            action,
            .failed,
            place + verdict.refusal,
            place: verdict.place,
            nearest: verdict.nearestMiss,
            advice: verdict.advice,
            answer: Step.Answer(
                "AccessDenied",
                403,
                verdict.denialSentence(callerARN: session.principal.description)
            ),
            mistakes: verdict.mistakes,
            verdict: verdict.explanation
        )
    }

    private var keys: ContextKeys {
        var keys = session.keys
        keys["aws:SecureTransport"] = ["true"]
        keys["aws:CurrentTime"] = [question.now.rfc3339]
        keys["aws:EpochTime"] = [String(question.now.seconds)]
        for (key, values) in question.context { keys[key] = values }
        return keys
    }

    /// The policies that permit a role's sessions something, and those that no file has.
    static func policies(of role: RoleExport, in estate: Estate) -> (policies: PolicySet, unknown: [String]) {
        var policies = PolicySet(identity: role.inline)
        var unknown: [String] = []
        for arn in role.attached ?? [] {
            if let policy = estate.policies[arn] { policies.identity.append(policy) } else { unknown.append(arn) }
        }
        if role.attached == nil {
            unknown.append("the policies of \(role.arn.resourceName), which its file leaves out")
        }
        if let boundary = role.boundary {
            if let policy = estate.policies[boundary] {
                policies.boundary = policy
            } else {
                unknown.append("the permissions boundary \(boundary)")
                policies.boundary = AttachedPolicy(name: boundary, document: .allowingNothing(kind: .boundary))
            }
        }
        return (policies, unknown)
    }
}
