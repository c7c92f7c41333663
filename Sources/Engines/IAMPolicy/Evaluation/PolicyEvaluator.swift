/// Decides requests by the order of IAM's evaluation logic; pure, and the same for every service.
package enum PolicyEvaluator {
    /// Decides a request of a principal on a resource.
    package static func evaluate(_ request: AuthorizationRequest, policies: PolicySet) -> Verdict {
        var evaluation = Evaluation(request)
        let identity = evaluation.consider(policies.identity, as: .identity)
        let boundary = evaluation.consider(policies.boundary, as: .boundary)
        let session = evaluation.consider(policies.session, as: .session)
        let resource = evaluation.consider(policies.resource, as: .resource)
        let serviceControl = policies.serviceControl.map { evaluation.consider($0, as: .serviceControl) }
        let resourceControl = policies.resourceControl.map { evaluation.consider($0, as: .resourceControl) }
        if let denied = evaluation.explicitDeny() { return denied }
        if resourceControl.contains(where: { $0.allow == nil }) { return evaluation.notAllowed(by: .resourceControl) }
        if serviceControl.contains(where: { $0.allow == nil }) { return evaluation.notAllowed(by: .serviceControl) }
        switch request.principal {
        case .anonymous, .service, .federated:
            return resource?.allow.map { evaluation.allowed(by: $0) } ?? evaluation.notAllowed(by: .resource)
        case .root:
            if request.isCrossAccount, resource?.allow == nil { return evaluation.notAllowed(by: .resource) }
            return evaluation.allowed(by: resource?.allow)
        case .user, .roleSession: break
        }
        if request.isCrossAccount {
            guard resource?.allow != nil else { return evaluation.notAllowed(by: .resource) }
        } else if let grant = resource?.strongest, grant.grant == .exact {
            return evaluation.allowed(by: grant)
        }
        // Naming the role, or everyone, stands for the identity policies of the same account, and no more.
        let delegated = request.isCrossAccount ? nil : resource?.strongest.flatMap { $0.grant == .account ? nil : $0 }
        guard let allow = delegated ?? identity.allow else { return evaluation.notAllowed(by: .identity) }
        if let boundary, boundary.allow == nil { return evaluation.notAllowed(by: .boundary) }
        if let session, session.allow == nil { return evaluation.notAllowed(by: .session) }
        return evaluation.allowed(by: allow)
    }

    /// Decides whether a principal may take a role; `callerPolicies` is nil for those without policies of their own.
    ///
    /// A trust policy must always allow. Naming the caller or its role is enough in the same account; naming the account
    /// or everyone, or another account's caller, leaves it to the caller's policies too.
    package static func evaluateTrust(
        _ request: AuthorizationRequest,
        trust: AttachedPolicy,
        callerPolicies: PolicySet?
    ) -> Verdict {
        var evaluation = Evaluation(request)
        let trusted = evaluation.consider([trust], as: .trust)
        let identity = evaluation.consider(callerPolicies?.identity ?? [], as: .identity)
        let boundary = evaluation.consider(callerPolicies?.boundary, as: .boundary)
        let session = evaluation.consider(callerPolicies?.session, as: .session)
        if let denied = evaluation.explicitDeny() { return denied }
        guard let allow = trusted.strongest else { return evaluation.notAllowed(by: .trust) }
        guard callerPolicies != nil else { return evaluation.allowed(by: allow) }
        if !request.isCrossAccount, allow.grant == .exact { return evaluation.allowed(by: allow) }
        if request.isCrossAccount || allow.grant != .role {
            guard identity.allow != nil else { return evaluation.notAllowed(by: .identity) }
        }
        if let boundary, boundary.allow == nil { return evaluation.notAllowed(by: .boundary) }
        if let session, session.allow == nil { return evaluation.notAllowed(by: .session) }
        return evaluation.allowed(by: allow)
    }
}
