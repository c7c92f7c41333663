package import JSONTree

/// A trust policy, and what is known of where it stands.
package struct LintSubject: Sendable {
    /// The role's ARN or name, or the file's.
    package let name: String
    let document: PolicyDocument
    /// Characters, whitespace left out.
    let length: Int
    /// The role's account; nil if it is not known.
    let account: String?
    let surroundings: LintSurroundings

    /// Reads a trust policy; unlike AWS it takes `NotPrincipal`, which is a finding.
    ///
    /// - Throws: `PolicyDocumentError`.
    package init(
        name: String,
        policy: LocatedJSON,
        account: String? = nil,
        surroundings: LintSurroundings = LintSurroundings()
    ) throws(PolicyDocumentError) {
        self.name = name
        self.account = account
        self.surroundings = surroundings
        document = try PolicyParser(kind: .trust, takesNotPrincipal: true).document(policy)
        length = policy.json.text().unicodeScalars.count
    }

    /// What is wrong with it, the worst first.
    package var findings: [LintFinding] {
        var findings = document.statements.flatMap { StatementLint(statement: $0, subject: self).findings }
        findings += PolicyLint(subject: self).findings
        let holders = surroundings.serviceAccounts.map { accounts in accounts.filter { canTakeRole($0) } }
        for index in findings.indices where findings[index].rule.isAboutWho { findings[index].proof = holders }
        return findings.enumerated()
            .sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
            .map(\.element)
    }

    /// The policy without the mistakes that have one right answer, as a JSON Patch (RFC 6902); nil if nothing changes.
    package func patch(_ findings: [LintFinding]) -> JSON? {
        guard let original = document.json.object, let statements = original["Statement"]?.array else { return nil }
        var operations: [JSON] = []
        if findings.contains(where: { $0.rule == .variablesWithoutVersion }) {
            operations.append(["op": "add", "path": "/Version", "value": "2012-10-17"])
        }
        for (index, statement) in statements.enumerated() {
            guard var corrected = statement.object else { continue }
            for finding in findings {
                for (place, correction) in finding.corrections where place == index { correction.apply(to: &corrected) }
            }
            guard .object(corrected) != statement else { continue }
            let path = document.isStatementList ? "/Statement/\(index)" : "/Statement"
            operations.append(["op": "replace", "path": .string(path), "value": .object(corrected)])
        }
        return operations.isEmpty ? nil : .array(operations)
    }

    /// Whether a service account's token is enough, by evaluating the policy with the token's claims.
    func canTakeRole(_ serviceAccount: String) -> Bool {
        let parts = serviceAccount.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return false }
        return document.providers.contains { provider in
            var keys = ContextKeys()
            keys["\(provider.host):sub"] = ["system:serviceaccount:\(parts[0]):\(parts[1])"]
            keys["\(provider.host):aud"] = [surroundings.clientIDs(of: provider.arn)?.first ?? "sts.amazonaws.com"]
            let request = AuthorizationRequest(
                principal: .federated(provider: provider.arn, account: nil),
                action: "sts:AssumeRoleWithWebIdentity",
                resource: name,
                resourceAccount: nil,
                keys: keys
            )
            let policies = PolicySet(trust: AttachedPolicy(name: name, document: document))
            return PolicyEvaluator.evaluate(request, policies: policies).isAllowed
        }
    }
}

/// What is known beside the policies.
package struct LintSurroundings: Sendable {
    /// `NAMESPACE/NAME`; nil if nobody said which there are.
    package var serviceAccounts: [String]?
    /// The client ids of the account's identity providers by ARN; nil if nobody said which there are.
    package var providers: [String: [String]]?

    package init(serviceAccounts: [String]? = nil, providers: [String: [String]]? = nil) {
        self.serviceAccounts = serviceAccounts
        self.providers = providers
    }

    func clientIDs(of provider: String) -> [String]? { providers?[provider] }
}

extension LintRule {
    /// Whether the finding is about who could take the role.
    var isAboutWho: Bool {
        switch self {
        case .missingSubject, .anySubject, .wildcardNamespace, .wildcardServiceAccount, .missingAudience,
            .unguardedForAllValues, .optionalGuard, .otherIssuer, .negatedSubject, .anyPrincipal, .splitConditions,
            .literalWildcard:
            true
        default: false
        }
    }
}

/// An OpenID Connect provider that a policy names.
struct NamedProvider: Sendable, Hashable {
    let arn: String
    /// The issuer without `https://`, as condition keys begin with it.
    let host: String
    let account: String

    /// Nil for providers of SAML and those that AWS has built in.
    init?(_ text: String) {
        guard let range = text.firstRange(of: ":oidc-provider/") else { return nil }
        arn = text
        host = String(text[range.upperBound...])
        account = String(text[..<range.lowerBound].split(separator: ":").last ?? "")
    }
}

extension PolicyDocument {
    /// The issuers, without `https://`, of the OpenID Connect providers it names.
    package var providerHosts: [String] { providers.map(\.host) }

    var providers: [NamedProvider] {
        var seen: Set<NamedProvider> = []
        return statements.flatMap(\.providers).filter { seen.insert($0).inserted }
    }
}

extension Statement {
    /// The OpenID Connect providers it names.
    var providers: [NamedProvider] {
        (principals?.entries ?? []).compactMap { entry in
            if case .federated(let text) = entry { NamedProvider(text) } else { nil }
        }
    }

    /// Whether it names EKS's service for pods.
    var namesPodIdentity: Bool { principals?.entries.contains(.service("pods.eks.amazonaws.com")) ?? false }

    func allows(_ action: String) -> Bool { effect == .allow && actions.matches(ActionName(action)) }

    /// The conditions on a claim of one of its providers.
    func conditions(on claim: String) -> [Condition] {
        let keys = Set(providers.map { ConditionKey("\($0.host):\(claim)") })
        return conditions.filter { keys.contains($0.key) }
    }

    func hasCondition(_ isWanted: (String) -> Bool) -> Bool { conditions.contains { isWanted($0.key.folded) } }
}
