/// The mistakes that show in one statement.
struct StatementLint {
    static let webIdentity = "sts:AssumeRoleWithWebIdentity"

    let statement: Statement
    let subject: LintSubject

    private var isAllow: Bool { statement.effect == .allow }

    var findings: [LintFinding] {
        var findings: [LintFinding] = principals + actions + podIdentity
        if isAllow, !statement.providers.isEmpty, statement.allows(Self.webIdentity) {
            findings += TokenLint(statement: statement, subject: subject).findings
        }
        for condition in statement.conditions {
            findings += ConditionLint(condition: condition, statement: statement).findings
        }
        return findings
    }

    private func finding(
        _ rule: LintRule,
        severity: LintRule.Severity? = nil,
        _ message: String,
        _ corrections: [Correction] = []
    ) -> LintFinding {
        LintFinding(rule, severity: severity, message, in: statement, corrections)
    }

    // MARK: Who

    private var principals: [LintFinding] {
        guard let principals = statement.principals else { return [] }
        var findings: [LintFinding] = []
        if isAllow, principals.isNegated {
            findings.append(
                finding(.anyPrincipal, "NotPrincipal with Allow trusts everybody in the world but those listed")
            )
        } else if isAllow, principals.entries.contains(.everyone), !isLimitedToSome {
            findings.append(
                finding(
                    .anyPrincipal,
                    "the principal is *, and no condition on aws:PrincipalArn, aws:PrincipalOrgID or an account limits it: "
                        + "anybody with an AWS account may take the role"
                )
            )
        }
        for entry in principals.entries {
            switch entry {
            case .deleted(let id):
                findings.append(
                    finding(
                        .deletedPrincipal,
                        "\(id) is what remains of a user or role that was deleted; it means nobody",
                        [.removePrincipal(type: "AWS", id)]
                    )
                )
            case .federated(let text): findings += provider(text)
            case .account, .user, .role, .session: if isAllow { findings += account(entry) }
            default: break
            }
        }
        return findings
    }

    /// Whether a condition names organisation, account or principal.
    private var isLimitedToSome: Bool {
        let keys: Set<String> = [
            "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount",
            "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid",
        ]
        return statement.conditions.contains { condition in
            keys.contains(condition.key.folded) && !condition.operator.isNegated && !condition.operator.holdsWhenMissing
                && condition.operator.comparison != .null && !condition.sources.contains("*")
        }
    }

    private func provider(_ text: String) -> [LintFinding] {
        guard let provider = NamedProvider(text) else { return [] }
        if let known = subject.surroundings.providers, known[text] == nil {
            return [
                finding(
                    .unknownProvider,
                    "there is no provider \(text); there \(known.count == 1 ? "is" : "are") "
                        + (known.isEmpty ? "none" : known.keys.sorted().joined(separator: ", "))
                )
            ]
        }
        if let own = subject.account, own != provider.account {
            return [
                finding(
                    .unknownProvider,
                    "the provider belongs to account \(provider.account), the role to \(own); STS looks for providers in "
                        + "the role's account only"
                )
            ]
        }
        return []
    }

    private func account(_ entry: PrincipalClause.Entry) -> [LintFinding] {
        let parts = entry.description.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 4 else { return [] }
        let account = String(parts[4])
        guard account != subject.account else { return [] }
        let whose = subject.account == nil ? "account \(account), if that is not the role's own," : "account \(account)"
        let hasExternalID = statement.conditions.contains {
            $0.key.folded == "sts:externalid" && !$0.operator.isNegated && !$0.operator.holdsWhenMissing
        }
        if case .account = entry {
            return [
                finding(
                    .otherAccount,
                    "\(whose) is trusted as a whole: every user and role of it with sts:AssumeRole may take the role"
                        + (hasExternalID ? "" : ", without an external id")
                )
            ]
        }
        guard !hasExternalID else { return [] }
        return [
            finding(
                .otherAccount,
                "\(entry.description) of \(whose) is trusted without sts:ExternalId: a third party could be made to take "
                    + "the role for somebody else"
            )
        ]
    }

    // MARK: What

    private var actions: [LintFinding] {
        guard isAllow else { return [] }
        var findings: [LintFinding] = []
        let isOIDC = !statement.providers.isEmpty
        if statement.actions.isNegated {
            findings.append(
                finding(
                    .notAction,
                    "NotAction allows every action but \(statement.actions.sources.joined(separator: ", ")), those to come "
                        + "included",
                    [.setActions(isOIDC ? [Self.webIdentity] : ["sts:AssumeRole"])]
                )
            )
            return findings
        }
        if isOIDC, !statement.allows(Self.webIdentity), statement.allows("sts:AssumeRole") {
            findings.append(
                finding(
                    .wrongAction,
                    "an identity provider's tokens come by \(Self.webIdentity), and only "
                        + "\(statement.actions.sources.joined(separator: ", ")) is allowed: nobody can use this statement",
                    [.setActions([Self.webIdentity])]
                )
            )
        }
        if statement.namesPodIdentity, !statement.allows("sts:AssumeRole"), statement.allows(Self.webIdentity) {
            findings.append(
                finding(
                    .wrongAction,
                    "EKS Pod Identity calls sts:AssumeRole, and only \(statement.actions.sources.joined(separator: ", ")) "
                        + "is allowed: nobody can use this statement",
                    [.setActions(["sts:AssumeRole", "sts:TagSession"])]
                )
            )
        }
        if isOIDC, statement.allows("sts:TagSession"),
            !statement.hasCondition({ $0 == "aws:tagkeys" || $0.hasPrefix("aws:requesttag/") })
        {
            findings.append(
                finding(
                    .unlimitedTags,
                    "sts:TagSession is allowed without a condition on aws:TagKeys or aws:RequestTag: whoever writes the "
                        + "token's claims chooses the tags that other policies decide by"
                )
            )
        }
        return findings
    }

    // MARK: EKS Pod Identity

    private var podIdentity: [LintFinding] {
        guard isAllow, statement.namesPodIdentity else { return [] }
        var findings: [LintFinding] = []
        let isGuarded = statement.hasCondition {
            $0 == "aws:sourceaccount" || $0 == "aws:sourcearn" || $0.hasPrefix("aws:requesttag/")
        }
        if statement.allows("sts:AssumeRole"), !isGuarded {
            findings.append(
                finding(
                    .confusedDeputy,
                    "pods.eks.amazonaws.com is trusted without aws:SourceAccount, aws:SourceArn or a request tag: any "
                        + "association in any cluster that may pass the role can use it",
                    subject.account.map {
                        [.require(operator: "StringEquals", key: "aws:SourceAccount", values: [$0])]
                    } ?? []
                )
            )
        }
        for condition in statement.conditions where condition.key.folded.hasPrefix("aws:principaltag/") {
            let name = condition.key.description
            let right = "aws:RequestTag/" + name.dropFirst("aws:PrincipalTag/".count)
            findings.append(
                LintFinding(
                    .principalTagOfService,
                    "\(name) is a tag of the caller, and the caller is a service without tags; the pod's tags come as "
                        + right,
                    in: statement,
                    at: condition.position,
                    [.renameKey(from: name, to: right, operator: condition.operator.source)]
                )
            )
        }
        return findings
    }
}
