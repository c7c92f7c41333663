/// The mistakes that only show when all statements are seen together.
struct PolicyLint {
    private static let maximumLength = 2048

    let subject: LintSubject

    private var document: PolicyDocument { subject.document }

    var findings: [LintFinding] { version + splitConditions + missingTagSession + length }

    private var version: [LintFinding] {
        guard document.version != "2012-10-17" else { return [] }
        let isUsed = document.statements.contains { statement in
            statement.conditions.contains { $0.sources.contains { $0.contains("${") } }
        }
        guard isUsed else { return [] }
        return [
            LintFinding(
                .variablesWithoutVersion,
                "Version is \(document.version ?? "missing, which means 2008-10-17"), so ${…} is compared as plain text; "
                    + "with 2012-10-17 it stands for values"
            )
        ]
    }

    private var splitConditions: [LintFinding] {
        let allowing = document.statements.filter {
            $0.allows("sts:AssumeRoleWithWebIdentity") && !$0.providers.isEmpty
        }
        return allowing.compactMap { statement in
            guard !statement.conditions(on: "aud").isEmpty, statement.conditions(on: "sub").isEmpty,
                let other = allowing.first(where: { other in
                    other.index != statement.index && !other.conditions(on: "sub").isEmpty
                        && other.conditions(on: "aud").isEmpty
                        && !Set(other.providers).isDisjoint(with: statement.providers)
                })
            else { return nil }
            return LintFinding(
                .splitConditions,
                "statement \(other.name) names the subject and statement \(statement.name) the audience; either one is "
                    + "enough, so every subject may come with that audience: put both into one statement",
                in: statement,
                other.conditions(on: "sub").map {
                    .require(operator: $0.operator.source, key: $0.key.description, values: $0.sources)
                }
            )
        }
    }

    private var missingTagSession: [LintFinding] {
        let pods = document.statements.filter { $0.namesPodIdentity }
        guard let assuming = pods.first(where: { $0.allows("sts:AssumeRole") }),
            !pods.contains(where: { $0.allows("sts:TagSession") })
        else { return [] }
        return [
            LintFinding(
                .missingTagSession,
                "EKS Pod Identity calls sts:AssumeRole with six session tags, and sts:TagSession is not allowed: "
                    + "associations with session tags cannot use the role",
                in: assuming,
                [.setActions(assuming.actions.sources + ["sts:TagSession"])]
            )
        ]
    }

    private var length: [LintFinding] {
        guard subject.length * 10 > Self.maximumLength * 9 else { return [] }
        return [
            LintFinding(
                .nearlyFull,
                "the policy has \(subject.length) characters of the \(Self.maximumLength) that a role's trust policy "
                    + "may have by default"
            )
        ]
    }
}
