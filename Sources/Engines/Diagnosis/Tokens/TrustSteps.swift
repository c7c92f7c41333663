import AWSVocabulary
import IAMPolicy
import IdentityTokens

/// Whether the role exists, and its trust policy allows the exchange, its tags and its source identity.
struct TrustSteps: Sendable {
    static let webIdentity = "sts:AssumeRoleWithWebIdentity"

    let roleARN: ARN
    let role: TokenQuestion.Role
    let claims: TokenClaims
    let providerARN: String
    /// The issuer without `https://`.
    let host: String
    let sessionName: String

    private var actions: [String] {
        [Self.webIdentity] + (claims.sessionTags.isEmpty ? [] : ["sts:TagSession"])
            + (claims.sourceIdentity == nil ? [] : ["sts:SetSourceIdentity"])
    }

    var steps: [Step] {
        switch role {
        case .unknown:
            return [Step("trust", .unknown, "give --trust-policy or --from to check the role's trust policy")]
        case .missing(let others): return [RoleStep.missing(roleARN, others: others, action: Self.webIdentity)]
        case .known(let trust, let tags):
            return actions.map { action in
                TrustDecision(
                    action: action,
                    roleARN: roleARN,
                    trust: trust,
                    principal: .federated(provider: providerARN, account: AccountID(roleARN.account)),
                    keys: claims.contextKeys(
                        hosts: hosts,
                        providerARN: providerARN,
                        sessionName: sessionName,
                        roleTags: tags
                    )
                ).step
            }
        }
    }

    /// A provider written without the issuer's port stands for it; policies may name either.
    private var hosts: [String] {
        guard let portless = IdentityProvider.withoutPort(host), providerARN.hasSuffix("oidc-provider/\(portless)")
        else {
            return [host]
        }
        return [portless, host]
    }
}

/// One action that a role's trust policy is asked for.
struct TrustDecision: Sendable {
    let action: String
    let roleARN: ARN
    let trust: AttachedPolicy
    let principal: Principal
    let keys: ContextKeys
    /// Of callers that have some.
    var callerPolicies = PolicySet()
    /// What AWS answers instead of its sentence for STS.
    var refusal: Step.Answer?

    var verdict: Verdict {
        var policies = callerPolicies
        policies.trust = trust
        return PolicyEvaluator.evaluate(
            AuthorizationRequest(
                principal: principal,
                action: action,
                resource: roleARN.description,
                resourceAccount: AccountID(roleARN.account),
                keys: keys
            ),
            policies: policies
        )
    }

    var step: Step {
        let verdict = verdict
        let name = action == "sts:TagSession" ? "session tags" : action == "sts:SetSourceIdentity" ? "source" : "trust"
        guard !verdict.isAllowed else {
            return Step(name, .passed, "\(action): \(verdict.oneLine)", verdict: verdict.summary)
        }
        return Step(
            name,
            .failed,
            verdict.refusal,
            place: verdict.place,
            nearest: verdict.nearestMiss,
            denial: verdict.denial,
            advice: verdict.advice,
            answer: refusal ?? Step.Answer("AccessDenied", 403, "Not authorized to perform \(action)"),
            mistakes: verdict.mistakes,
            verdict: verdict.explanation
        )
    }
}

/// Whether a role exists.
enum RoleStep {
    static func missing(_ role: ARN, others: [String], action: String) -> Step {
        let name = role.resourceName
        let sameName = others.first { ARN($0)?.resourceName == name }
        let near = Resemblance.nearest(to: role.description, among: others)
        var mistakes: [Mistake] = []
        if let sameName, ARN(sameName)?.account == role.account {
            mistakes = [
                Mistake(.roleTypo, "the role's path differs: it is \(sameName)", remedy: "write the ARN \(sameName)")
            ]
        } else if let sameName {
            mistakes = [
                Mistake(
                    .otherAccount,
                    "the role of that name is in another account: \(sameName)",
                    remedy: "write the ARN \(sameName)"
                )
            ]
        } else if let near {
            mistakes = [Mistake(.roleTypo, "there is \(near)", remedy: "write the ARN \(near)")]
        }
        return Step(
            "role",
            .failed,
            "there is no role \(role), and AWS says the same as for one that does not trust the caller",
            answer: Step.Answer("AccessDenied", 403, "Not authorized to perform \(action)"),
            mistakes: mistakes
        )
    }
}
