/// The mistakes of statements that trust an identity provider's tokens.
struct TokenLint {
    /// Issuers whose tokens are not of one tenant.
    private static let shared: Set<String> = [
        "token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io", "agent.buildkite.com",
        "oidc.circleci.com", "accounts.google.com", "api.bitbucket.org", "vstoken.dev.azure.com", "oidc.vercel.com",
        "token.spacelift.io",
    ]
    private static let subjectPrefix = "system:serviceaccount:"
    private static let example = "system:serviceaccount:NAMESPACE:SERVICEACCOUNT"

    let statement: Statement
    let subject: LintSubject

    private var subjects: [Condition] { statement.conditions(on: "sub") }
    private var hosts: [String] { statement.providers.map(\.host) }

    var findings: [LintFinding] { missingSubject + subjectPatterns + negatedSubject + missingAudience + issuers }

    private var missingSubject: [LintFinding] {
        guard subjects.isEmpty, !isAboutOtherIssuer("sub") else { return [] }
        let sharedHost = hosts.first { host in
            Self.shared.contains { host == $0 || host.hasPrefix($0 + "/") || host.hasSuffix("." + $0) }
        }
        let whose = sharedHost.map { "everybody who uses \($0)" } ?? "every service account of the cluster"
        return [
            LintFinding(
                .missingSubject,
                severity: sharedHost == nil ? .high : .critical,
                "no condition on \(hosts.first ?? ""):sub: tokens of \(whose) may take the role",
                in: statement,
                hosts.prefix(1).map { .require(operator: "StringEquals", key: "\($0):sub", values: suggestions(nil)) }
            )
        ]
    }

    /// The service accounts that a pattern means, if they are known, or else a place to write them.
    private func suggestions(_ pattern: String?) -> [String] {
        let known = (subject.surroundings.serviceAccounts ?? []).map {
            Self.subjectPrefix + $0.replacing("/", with: ":", maxReplacements: 1)
        }
        let meant = pattern.map { pattern in known.filter { Glob(pattern: pattern).matches($0) } } ?? []
        return meant.isEmpty ? [Self.example] : meant
    }

    private var subjectPatterns: [LintFinding] {
        subjects.filter { $0.operator.comparison == .stringLike && !$0.operator.isNegated }.flatMap { condition in
            condition.sources.compactMap { pattern in
                guard let (rule, message) = Self.width(of: pattern) else { return nil }
                let values = condition.sources.flatMap { $0 == pattern ? suggestions(pattern) : [$0] }
                return LintFinding(
                    rule,
                    "\(condition.key) may be `\(pattern)`: \(message)",
                    in: statement,
                    at: condition.position,
                    [
                        .replaceValues(
                            operator: condition.operator.source,
                            key: condition.key.description,
                            newOperator: values.contains { $0.contains("*") || $0.contains("?") }
                                ? "StringLike" : "StringEquals",
                            values: values
                        )
                    ]
                )
            }
        }
    }

    private static func hasWildcard(_ text: some StringProtocol) -> Bool { text.contains { $0 == "*" || $0 == "?" } }

    /// What a subject's pattern leaves open; nil if it names a service account.
    static func width(of pattern: String) -> (LintRule, String)? {
        guard hasWildcard(pattern) else { return nil }
        guard pattern.hasPrefix(subjectPrefix) else {
            // Subjects of other issuers have other parts; only a pattern that leaves them all open is a finding.
            let opens = Glob(pattern: pattern).matches(subjectPrefix + "any-namespace-9:any-name-9")
            return opens || pattern.allSatisfy { $0 == "*" || $0 == "?" }
                ? (.anySubject, "every service account of every namespace") : nil
        }
        let parts = pattern.dropFirst(subjectPrefix.count).split(
            separator: ":",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard parts.count == 2 else {
            return (
                .anySubject, "the pattern ends before the service account, so every one of those namespaces matches"
            )
        }
        let isAnything = { (text: Substring) in text.allSatisfy { $0 == "*" } }
        if isAnything(parts[0]), isAnything(parts[1]) {
            return (.anySubject, "every service account of every namespace")
        }
        if hasWildcard(parts[0]) {
            return (
                .wildcardNamespace,
                "whoever may make a namespace of such a name can make the service account in it"
            )
        }
        return (
            .wildcardServiceAccount, "whoever may make service accounts in \(parts[0]) can make one of such a name"
        )
    }

    private var negatedSubject: [LintFinding] {
        guard let first = subjects.first, subjects.allSatisfy(\.operator.isNegated) else { return [] }
        return [
            LintFinding(
                .negatedSubject,
                "\(first.operator.source) only says which subject is not trusted; every other one is",
                in: statement,
                at: first.position,
                [
                    .replaceValues(
                        operator: first.operator.source,
                        key: first.key.description,
                        newOperator: "StringEquals",
                        values: suggestions(nil)
                    )
                ]
            )
        ]
    }

    private var missingAudience: [LintFinding] {
        guard statement.conditions(on: "aud").isEmpty, !isAboutOtherIssuer("aud"),
            let provider = statement.providers.first
        else { return [] }
        let clientIDs = subject.surroundings.clientIDs(of: provider.arn) ?? []
        return [
            LintFinding(
                .missingAudience,
                severity: clientIDs.count > 1 ? .high : .medium,
                "no condition on \(provider.host):aud: "
                    + (clientIDs.count > 1
                        ? "tokens for each of \(clientIDs.joined(separator: ", ")) may take the role"
                        : "a token made for another purpose may take the role, if the provider accepts its audience"),
                in: statement,
                [.require(operator: "StringEquals", key: "\(provider.host):aud", values: ["sts.amazonaws.com"])]
            )
        ]
    }

    /// Whether a condition on the claim is there, under another issuer's name; that is a finding of its own.
    private func isAboutOtherIssuer(_ claim: String) -> Bool {
        statement.conditions.contains { ConditionLint.claim($0.key)?.claim == claim }
    }

    private var issuers: [LintFinding] {
        let own = Set(hosts.map { $0.lowercased() })
        return statement.conditions.compactMap { condition in
            guard let (issuer, claim) = ConditionLint.claim(condition.key), !own.contains(issuer),
                let host = hosts.first
            else { return nil }
            let isOpen = condition.operator.holdsWhenMissing
            return LintFinding(
                .otherIssuer,
                severity: isOpen ? .high : .medium,
                "the condition is about \(condition.key), the provider's keys begin with \(host): the request never has "
                    + "that key, so the condition is \(isOpen ? "always met" : "never met and the role cannot be taken")"
                    + slip(issuer, host),
                in: statement,
                at: condition.position,
                [
                    .renameKey(
                        from: condition.key.description,
                        to: "\(host):\(claim)",
                        operator: condition.operator.source
                    )
                ]
            )
        }
    }

    /// What kind of slip it is.
    private func slip(_ issuer: String, _ host: String) -> String {
        let host = host.lowercased()
        if issuer.hasPrefix("https://") { return "; keys are written without https://" }
        if issuer.hasPrefix("arn:") { return "; keys begin with the issuer, not with the provider's ARN" }
        if issuer == host + "/" || issuer + "/" == host { return "; a slash at the end makes the difference" }
        return ""
    }
}
