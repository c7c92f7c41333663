import AWSVocabulary
package import Directory
import IAMPolicy
import JSONTree
package import ServiceModel
package import SessionCredentials
import Store

/// The choke point: decides whether a call may be performed.
package struct Authorizer: Sendable {
    private let directory: Directory
    private let sessionPolicies: SessionPolicies
    let messages: SealedMessages

    /// Makes the choke point; `sessions` has the keys that reasons are sealed with.
    package init(directory: Directory, sessions: OpenedSessions) {
        self.directory = directory
        messages = SealedMessages(sessions: sessions)
        sessionPolicies = SessionPolicies()
    }

    /// Decides every requirement of a plan, after those of an earlier one of the same call if there was one.
    ///
    /// - Throws: `Fault` if the caller no longer exists; `ExplainedFault` with AWS's words if a requirement is not met.
    package func authorize(
        _ call: Call,
        _ plan: AccessPlan,
        after admitted: AuthorizedCall? = nil
    ) throws -> AuthorizedCall {
        let snapshot = directory.snapshot
        let standing = try standing(of: call, in: snapshot, after: admitted)
        var decisions = admitted?.decisions ?? []
        decisions.reserveCapacity(decisions.count + plan.requirements.count)
        var callKeys = CallKeys(call: call, standing: standing)
        for requirement in plan.requirements {
            let decision = decide(requirement, call: call, standing: standing, keys: &callKeys)
            decisions.append(decision)
            guard decision.isAllowed || plan.isPartial else {
                throw denial(of: requirement, decisions: decisions, call: call, audit: plan.audit)
            }
        }
        return AuthorizedCall(call: call, snapshot: snapshot, standing: standing, decisions: decisions)
    }

    /// The caller as it is now; nothing about it changes as long as the state does not.
    private func standing(
        of call: Call,
        in snapshot: DirectorySnapshot,
        after admitted: AuthorizedCall?
    ) throws -> CallerStanding {
        if let admitted, admitted.snapshot.generation == snapshot.generation { return admitted.standing }
        return try CallerStanding(call.context.caller, in: snapshot, sessionPolicies: sessionPolicies)
    }

    private func decide(
        _ requirement: AccessRequirement,
        call: Call,
        standing: CallerStanding,
        keys: inout CallKeys
    ) -> Decision {
        switch requirement {
        case .permission(let permission):
            decide(permission, call: call, standing: standing, callKeys: keys.ofCaller)
        case .trust(let trust):
            decide(
                trust,
                call: call,
                standing: standing,
                callKeys: trust.principal == nil ? keys.ofCaller : keys.ofNobody
            )
        }
    }

    private func decide(
        _ permission: Permission,
        call: Call,
        standing: CallerStanding,
        callKeys: ContextKeys
    ) -> Decision {
        var keys = callKeys
        keys.merge(permission.keys)
        let account = permission.resourceAccount.flatMap { AccountID($0) } ?? standing.account
        if let account { keys.set(RequestKeys.resourceAccount, account.description) }
        let request = AuthorizationRequest(
            principal: standing.principal,
            action: permission.action,
            resource: permission.resource,
            resourceAccount: account,
            keys: keys
        )
        var policies = standing.policies
        policies.resource = permission.resourcePolicy
        return Decision(
            action: permission.action,
            resource: permission.resource,
            principal: call.context.caller.arn ?? "anonymous",
            facts: JSONObject(),
            basis: .verdict(PolicyEvaluator.evaluate(request, policies: policies))
        )
    }

    private func decide(_ trust: Trust, call: Call, standing: CallerStanding, callKeys: ContextKeys) -> Decision {
        let principal = trust.principal ?? standing.principal
        func decision(_ basis: Decision.Basis) -> Decision {
            Decision(
                action: trust.action,
                resource: trust.roleARN.description,
                principal: principal.description,
                facts: trust.facts,
                basis: basis
            )
        }
        guard let role = trust.role else {
            return decision(
                .reason("there is no role \(trust.roleARN.resourceName) in account \(trust.roleARN.account)")
            )
        }
        var keys = callKeys
        keys.set(RequestKeys.resourceAccount, role.record.account)
        for tag in role.record.tags { keys["aws:ResourceTag/\(tag.key)"] = [tag.value] }
        keys.merge(trust.keys)
        let request = AuthorizationRequest(
            principal: principal,
            action: trust.action,
            resource: trust.roleARN.description,
            resourceAccount: AccountID(role.record.account),
            keys: keys
        )
        var policies = trust.principal == nil ? standing.policies : trust.policies
        policies.trust = role.trust
        return decision(.verdict(PolicyEvaluator.evaluate(request, policies: policies)))
    }
}

/// The condition keys that every requirement of a call has, each made when it is first asked for.
private struct CallKeys {
    let call: Call
    let standing: CallerStanding

    private(set) lazy var ofCaller = RequestKeys.keys(of: call, standing: standing)
    /// Those without a caller's, for somebody else who takes a role.
    private(set) lazy var ofNobody = RequestKeys.keys(of: call, standing: .nobody)

    init(call: Call, standing: CallerStanding) {
        self.call = call
        self.standing = standing
    }
}
