/// The mistakes that show in one condition.
struct ConditionLint {
    private static let multivalued: Set<String> = [
        "aws:tagkeys", "sts:transitivetagkeys", "aws:principalorgpaths", "aws:principalservicenameslist",
        "aws:calledvia", "aws:resourceorgpaths", "aws:sourceorgpaths",
    ]
    private static let singleValued: Set<String> = [
        "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principaltype", "aws:sourcearn",
        "aws:sourceaccount", "aws:sourceip", "aws:sourceidentity", "aws:userid", "aws:username", "aws:currenttime",
        "aws:epochtime", "aws:securetransport", "aws:useragent", "aws:requestedregion", "aws:multifactorauthpresent",
        "aws:federatedprovider", "sts:externalid", "sts:rolesessionname", "sts:sourceidentity", "sts:durationseconds",
    ]
    private static let alwaysPresent: Set<String> = [
        "aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:sourceip", "aws:requestedregion",
        "aws:viaawsservice", "aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:userid",
        "aws:principalisawsservice",
    ]
    private static let callerChosen = [
        "aws:requesttag/", "sts:rolesessionname", "sts:sourceidentity", "sts:externalid", "aws:useragent",
        "aws:referer",
    ]
    private static let claims: Set<String> = ["sub", "aud", "amr", "azp", "oaud", "email"]

    let condition: Condition
    let statement: Statement

    private var name: String { condition.operator.source }
    private var isAllow: Bool { statement.effect == .allow }

    var findings: [LintFinding] {
        wildcards + quantifier + optional + variables + multiFactor + silentDeny
    }

    /// Issuer and claim of a key that is about a token; nil for other keys.
    static func claim(_ key: ConditionKey) -> (issuer: String, claim: String)? {
        guard let colon = key.folded.lastIndex(of: ":") else { return nil }
        let issuer = String(key.folded[..<colon])
        let claim = String(key.folded[key.folded.index(after: colon)...])
        guard claims.contains(claim), issuer.contains(".") || issuer.contains("/") else { return nil }
        return (issuer, claim)
    }

    private func finding(
        _ rule: LintRule,
        severity: LintRule.Severity? = nil,
        _ message: String,
        _ corrections: [Correction] = []
    ) -> LintFinding {
        LintFinding(rule, severity: severity, message, in: statement, at: condition.position, corrections)
    }

    private func change(to new: String) -> [Correction] {
        [.changeOperator(from: name, to: new, key: condition.key.description)]
    }

    private var wildcards: [LintFinding] {
        let wild = condition.sources.first { text in
            Template(text, hasVariables: true).pieces.contains { piece in
                if case .text(let plain) = piece { plain.contains { $0 == "*" || $0 == "?" } } else { false }
            }
        }
        switch condition.operator.comparison {
        case .stringEquals, .stringEqualsIgnoreCase:
            guard let wild else { return [] }
            let effect = condition.operator.isNegated ? "excludes nobody" : "is never met"
            return [
                finding(
                    .literalWildcard,
                    "\(name) takes the wildcard in `\(wild)` as an ordinary character, so it \(effect); "
                        + "StringLike knows wildcards",
                    change(
                        to: name.replacing("EqualsIgnoreCase", with: "Like").replacing("Equals", with: "Like")
                    )
                )
            ]
        case .stringLike:
            guard wild == nil, !condition.sources.isEmpty else { return [] }
            return [
                finding(
                    .likeWithoutWildcard,
                    "\(name) compares with patterns, and there is none: StringEquals says what is meant",
                    change(to: name.replacing("Like", with: "Equals"))
                )
            ]
        default: return []
        }
    }

    private var quantifier: [LintFinding] {
        let key = condition.key.folded
        let isMulti = Self.multivalued.contains(key) || Self.claim(condition.key)?.claim == "amr"
        let isSingle =
            Self.singleValued.contains(key) || Self.claim(condition.key)?.claim == "sub"
            || ["aws:requesttag/", "aws:principaltag/", "aws:resourcetag/"].contains { key.hasPrefix($0) }
        var findings: [LintFinding] = []
        if let quantifier = condition.operator.quantifier {
            let plain = String(name.dropFirst(quantifier.rawValue.count + 1))
            if isSingle {
                findings.append(
                    finding(
                        .wrongQuantifier,
                        severity: .low,
                        "\(condition.key) has one value, and \(quantifier.rawValue) is for keys with several",
                        change(to: plain)
                    )
                )
            }
            if quantifier == .forAllValues, isAllow, !isGuardedByNull {
                findings.append(
                    finding(
                        .unguardedForAllValues,
                        "\(name) is met by requests without \(condition.key); add \"Null\": {\"\(condition.key)\": "
                            + "\"false\"}",
                        [.require(operator: "Null", key: condition.key.description, values: ["false"])]
                    )
                )
            }
        } else if isMulti, condition.operator.comparison != .null {
            findings.append(
                finding(
                    .wrongQuantifier,
                    "\(condition.key) may have several values, and \(name) is then not met: put ForAnyValue: or "
                        + "ForAllValues: before it",
                    change(to: "ForAnyValue:" + name)
                )
            )
        }
        return findings
    }

    private var isGuardedByNull: Bool {
        statement.conditions.contains {
            $0.operator.comparison == .null && $0.key == condition.key
                && $0.sources.map { $0.lowercased() } == ["false"]
        }
    }

    private var optional: [LintFinding] {
        guard isAllow, condition.operator.ifExists else { return [] }
        let claim = Self.claim(condition.key)?.claim
        guard claim == "sub" || claim == "aud" || condition.key.folded == "sts:externalid" else { return [] }
        return [
            finding(
                .optionalGuard,
                "\(name) is met by requests without \(condition.key), which is what it should guard against",
                change(to: String(name.dropLast("IfExists".count)))
            )
        ]
    }

    private var variables: [LintFinding] {
        let chosen = condition.sources.flatMap { Template($0, hasVariables: true).variables }
            .first { key in Self.callerChosen.contains { key.folded.hasPrefix($0) } }
        guard let chosen else { return [] }
        return [
            finding(
                .callerChosenVariable,
                "${\(chosen)} is what the caller says it is, so comparing \(condition.key) with it proves nothing"
            )
        ]
    }

    private var multiFactor: [LintFinding] {
        guard condition.key.folded == "aws:multifactorauthpresent", condition.operator.comparison == .bool else {
            return []
        }
        let wantsFalse = condition.sources.contains { $0.lowercased() == "false" }
        if isAllow, condition.operator.ifExists || wantsFalse {
            return [
                finding(
                    .weakMultiFactor,
                    condition.operator.ifExists
                        ? "\(name) is met by callers with long-lived keys, who have no such key at all"
                        : "the statement allows callers without a second factor",
                    [
                        .replaceValues(
                            operator: name,
                            key: condition.key.description,
                            newOperator: "Bool",
                            values: ["true"]
                        )
                    ]
                )
            ]
        }
        if !isAllow, wantsFalse, !condition.operator.ifExists {
            return [
                finding(
                    .weakMultiFactor,
                    "callers with long-lived keys have no \(condition.key), so they are not denied; BoolIfExists denies "
                        + "them too",
                    change(to: "BoolIfExists")
                )
            ]
        }
        return []
    }

    private var silentDeny: [LintFinding] {
        guard !isAllow, condition.operator.comparison != .null, !condition.operator.holdsWhenMissing,
            condition.key.folded != "aws:multifactorauthpresent", !Self.alwaysPresent.contains(condition.key.folded),
            !isOfOwnToken, !isGuardedByNull
        else { return [] }
        return [
            finding(
                .silentDeny,
                "a request without \(condition.key) is not denied; \(name)IfExists would deny it",
                change(to: name + "IfExists")
            )
        ]
    }

    /// Whether every request that the statement is about has the claim.
    private var isOfOwnToken: Bool {
        guard let (issuer, claim) = Self.claim(condition.key), claim == "sub" || claim == "aud" else { return false }
        return statement.providers.contains { $0.host.lowercased() == issuer }
    }
}
