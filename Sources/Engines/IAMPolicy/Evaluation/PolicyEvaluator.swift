/// Decides requests by the order of IAM's evaluation logic; pure, and the same for every service.
package enum PolicyEvaluator {
    /// Decides a request of a principal on a resource; with a trust policy, whether the principal may take its role.
    package static func evaluate(_ request: AuthorizationRequest, policies: PolicySet) -> Verdict {
        let size = policies.size
        var evaluation = Evaluation(request, statements: size.statements, policies: size.policies)
        // Providers, services and strangers bring no policies; roles of AWS's own services escape organisation and boundary.
        let isOwn = request.principal.hasPolicies
        let isLimited = isOwn && !request.principal.isServiceLinked
        let granting: PolicyKind = policies.trust == nil ? .resource : .trust
        let identity = isOwn ? evaluation.consider(policies.identity, as: .identity) : Evaluation.Opinion()
        let boundary = isLimited ? evaluation.consider(policies.boundary, as: .boundary) : nil
        let session = isOwn ? policies.session.map { evaluation.consider($0, as: .session) } : nil
        let resource = evaluation.consider(policies.trust ?? policies.resource, as: granting)
        let isServiceControlled = consider(isLimited ? policies.serviceControl : [], as: .serviceControl, &evaluation)
        let isResourceControlled = consider(
            request.principal.isServiceLinked ? [] : policies.resourceControl,
            as: .resourceControl,
            &evaluation
        )
        if let denied = evaluation.explicitDeny() { return denied }
        if !isResourceControlled { return evaluation.notAllowed(by: .resourceControl) }
        if !isServiceControlled { return evaluation.notAllowed(by: .serviceControl) }
        // Roles and keys are closed to their own account too, until their own policy opens them.
        let mustGrant = policies.trust != nil || request.isCrossAccount || !isOwn || request.needsResourcePolicy
        if mustGrant, resource?.allow == nil {
            return evaluation.notAllowed(by: request.isTakingRole ? .trust : granting)
        }
        if case .root = request.principal { return evaluation.allowed(by: resource?.allow) }
        guard isOwn else { return evaluation.allowed(by: resource?.allow) }
        if !request.isCrossAccount, resource?.grant == .exact { return evaluation.allowed(by: resource?.strongest) }
        let delegated = request.isCrossAccount ? nil : standing(resource, granting)
        guard let allow = delegated ?? identity.allow else { return evaluation.notAllowed(by: .identity) }
        if let boundary, boundary.allow == nil { return evaluation.notAllowed(by: .boundary) }
        if let session, session.allow == nil { return evaluation.notAllowed(by: .session) }
        return evaluation.allowed(by: policies.trust == nil ? allow : resource?.strongest)
    }

    /// What of a resource's policy stands for the identity policies of the same account, and for no more: naming the
    /// role, or, where that opens no role to its whole account, everyone.
    private static func standing(_ resource: Evaluation.Opinion?, _ kind: PolicyKind) -> Int? {
        guard let resource, let grant = resource.grant else { return nil }
        switch grant {
        case .exact, .role: return resource.strongest
        case .account: return nil
        case .everyone: return kind == .trust ? nil : resource.strongest
        }
    }

    /// Whether every level of an organisation allows.
    private static func consider(
        _ levels: [[AttachedPolicy]],
        as kind: PolicyKind,
        _ evaluation: inout Evaluation
    ) -> Bool {
        var isAllowed = true
        for level in levels {
            let opinion = evaluation.consider(level, as: kind)
            // AWS's own policy that allows everything is attached to every level, and cannot be taken away.
            if kind == .resourceControl, !level.contains(where: { $0.document.allows }) { continue }
            if opinion.allow == nil { isAllowed = false }
        }
        return isAllowed
    }
}

extension AuthorizationRequest {
    /// Whether a role is to be taken.
    var isTakingRole: Bool {
        guard actionName.service.elementsEqual("sts".utf8), resource.contains(":role/") else { return false }
        return actionName.name.elementsEqual("assumerole".utf8)
            || actionName.name.elementsEqual("assumerolewithwebidentity".utf8)
            || actionName.name.elementsEqual("assumerolewithsaml".utf8)
    }

    /// Whether the resource is closed, even to its own account, until a policy of its own opens it: roles and KMS keys.
    var needsResourcePolicy: Bool {
        isTakingRole || (actionName.service.elementsEqual("kms".utf8) && resource.contains(":key/"))
    }
}
