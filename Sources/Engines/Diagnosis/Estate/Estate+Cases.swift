import AWSVocabulary
package import IAMPolicy

/// Why an account's state cannot fill in what a case leaves open; a sentence for people.
package struct CaseGap: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension Estate {
    /// Fills in the policies that a case leaves open and that an account's IAM has: those of its principal, and the trust
    /// policy of a role that is to be taken; `place` says where they were read, such as `the server http://127.0.0.1:4580`.
    ///
    /// - Throws: `CaseGap` for a principal or a role that is not there.
    package func complete(_ one: inout EvaluationCase, place: String) throws(CaseGap) {
        var found = PolicySet()
        if one.isOpen(.identity) || one.isOpen(.boundary) {
            let (held, unknown) = try policies(of: one.principal, place: place)
            for name in unknown { one.warn("not known, and taken to allow nothing: \(name)") }
            found = held
        }
        if case .roleSession(let session, _, _) = one.principal, let role = role(of: session) { one.setRole(role.arn) }
        if one.isOpen(.trust), let arn = Self.roleToTake(one) {
            guard let role = role(arn) else {
                throw CaseGap(missing("role", arn, roles.map(\.arn), place) + Self.remedy([.trust]))
            }
            found.trust = role.trust
        }
        one.fill(found)
    }

    /// The role that the case is about taking; nil if it is about something else.
    private static func roleToTake(_ one: EvaluationCase) -> ARN? {
        guard one.actions.contains(where: { $0.lowercased().hasPrefix("sts:assumerole") }),
            let arn = ARN(one.resource), arn.service == "iam", arn.resource.hasPrefix("role/")
        else { return nil }
        return arn
    }

    /// A session's ARN leaves out its role's path; names are unique in an account.
    private func role(of session: ARN) -> RoleExport? {
        let parts = session.resource.split(separator: "/")
        guard parts.count == 3 else { return nil }
        return roles.first { $0.arn.account == session.account && $0.arn.resourceName == parts[1] }
    }

    private func policies(
        of principal: Principal,
        place: String
    ) throws(CaseGap) -> (policies: PolicySet, unknown: [String]) {
        let wanted: [CasePolicy] = [.identity, .boundary]
        switch principal {
        case .anonymous, .root, .service, .federated: return (PolicySet(), [])
        case .user(let arn, _):
            guard let user = users.first(where: { $0.arn == arn }) else {
                throw CaseGap(missing("user", arn, users.map(\.arn), place) + Self.remedy(wanted))
            }
            return policies(ofUser: user)
        case .role(let arn, _):
            guard let role = role(arn) else {
                throw CaseGap(missing("role", arn, roles.map(\.arn), place) + Self.remedy(wanted))
            }
            return policies(of: role)
        case .roleSession(let session, let arn, _):
            guard let role = role(of: session) else {
                throw CaseGap(missing("role", arn, roles.map(\.arn), place) + Self.remedy(wanted))
            }
            return policies(of: role)
        case .federatedUser(let arn, _):
            throw CaseGap("\(place) does not know whose policies limit \(arn)" + Self.remedy(wanted))
        }
    }

    /// `no role app on the server …; there is app2`.
    private func missing(_ kind: String, _ arn: ARN, _ others: [ARN], _ place: String) -> String {
        let name = arn.resourceName
        // Names are unique in an account: one that is there has another path.
        let other =
            others.first { $0.account == arn.account && $0.resourceName == name }?.description
            ?? Resemblance.nearest(to: arn.description, among: others.map(\.description))
        let account =
            others.isEmpty || others.contains { $0.account == arn.account } ? "" : " of account \(arn.account)"
        return "no \(kind) \(name)\(account) on \(place)" + (other.map { "; there is \($0)" } ?? "")
    }

    private static func remedy(_ policies: [CasePolicy]) -> String {
        "; a case can name " + policies.map(\.rawValue).joined(separator: " and ") + " itself, [] for none"
    }
}
