package import AWSVocabulary

/// The policies of a case that an account's state can fill in, by the names of their members.
package enum CasePolicy: String, Sendable, CaseIterable {
    case identity = "identityPolicies"
    case boundary = "permissionsBoundary"
    case resource = "resourcePolicy"
    case trust = "trustPolicy"
}

extension EvaluationCase {
    /// Who asks.
    package var principal: Principal { requests[0].principal }

    /// All of them, the first one's first.
    package var actions: [String] { requests.map(\.action) }

    /// An ARN, or `*`.
    package var resource: String { requests[0].resource }

    /// Whether the case leaves a policy open.
    package func isOpen(_ policy: CasePolicy) -> Bool { !named.contains(policy) }

    /// Takes over the policies of principal and role that the case leaves open; those it names stay as they are.
    package mutating func fill(_ found: PolicySet) {
        if isOpen(.identity) { policies.identity = found.identity }
        if isOpen(.boundary) { policies.boundary = found.boundary }
        if isOpen(.trust) { policies.trust = found.trust }
    }

    /// Takes over the resource's own policy, if the case leaves it open.
    package mutating func fill(resource: AttachedPolicy) {
        if isOpen(.resource) { policies.resource = resource }
    }

    /// Says whose session asks, where its ARN leaves out the role's path.
    package mutating func setRole(_ role: ARN) {
        guard case .roleSession(let session, _, let account) = principal else { return }
        requests = requests.map { request in
            AuthorizationRequest(
                principal: .roleSession(session: session, role: role, account: account),
                action: request.action,
                resource: request.resource,
                resourceAccount: request.resourceAccount,
                keys: request.keys
            )
        }
    }

    /// Adds to the answer's `warnings`.
    package mutating func warn(_ warning: String) { warnings.append(warning) }
}
