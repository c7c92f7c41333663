import AWSVocabulary
import Ambient
import IAMPolicy
import JSONTree

/// Whether a caller may make the calls.
struct PermissionSteps: Sendable {
    let question: SimulationQuestion
    let caller: SimulatedCaller

    var steps: [Step] {
        guard !question.actions.isEmpty else { return [] }
        var all = caller.policies
        all.resource = question.resourcePolicy
        all.serviceControl = question.serviceControl
        return question.actions.flatMap { action in
            question.resources.map { resource in step(action, resource, all, caller.unknown) }
        }
    }

    private func step(_ action: String, _ resource: String, _ policies: PolicySet, _ unknown: [String]) -> Step {
        let request = AuthorizationRequest(
            principal: caller.principal,
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
                denial: verdict.denial,
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
            denial: verdict.denial,
            advice: verdict.advice,
            answer: Step.Answer(
                "AccessDenied",
                403,
                verdict.denialSentence(callerARN: caller.principal.description)
            ),
            mistakes: verdict.mistakes,
            verdict: verdict.explanation
        )
    }

    private var keys: ContextKeys {
        var keys = caller.keys
        keys["aws:SecureTransport"] = ["true"]
        keys["aws:CurrentTime"] = [question.now.rfc3339]
        keys["aws:EpochTime"] = [String(question.now.seconds)]
        for (key, values) in question.context { keys[key] = values }
        return keys
    }
}
