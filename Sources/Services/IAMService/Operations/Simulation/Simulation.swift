import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IAMPolicy
import JSONTree
import Store

/// Policies under simulation: the engine that decides real calls, on a request that is made up.
///
/// Unlike AWS's simulator it asks the trust policy when a role is to be taken.
struct Simulation: Sendable {
    /// Whose policies they are.
    struct Source: Sendable {
        let principal: Principal
        var policies: PolicySet
        /// What is known of the principal without being told.
        var keys = ContextKeys()
        /// `user` or `role`, as `SourcePolicyType` has it.
        var holder: String?
    }

    let input: SimulationInput
    let source: Source
    let view: AccountView
    let now: Timestamp
    private let resourcePolicy: PolicyDocument?
    private let owner: AccountID?

    /// - Throws: `InvalidInput` for policies that cannot be read and callers that are none.
    init(_ input: SimulationInput, source: Source, view: AccountView, now: Timestamp) throws(Fault) {
        self.input = input
        self.view = view
        self.now = now
        var source = source
        for (index, text) in input.policies.enumerated() {
            source.policies.identity.append(
                AttachedPolicy(
                    name: "PolicyInputList.\(index + 1)",
                    document: try SimulationPolicy.parse(text, .identity)
                )
            )
        }
        if let text = input.boundaries.first {
            source.policies.boundary = AttachedPolicy(
                name: "PermissionsBoundaryPolicyInputList.1",
                document: try SimulationPolicy.parse(text, .boundary)
            )
        }
        self.source = source
        try input.scenario?.check(input.resources)
        guard input.resourcePolicy == nil || input.callerARN != nil || source.holder == "user" else {
            throw Words.invalidInput(
                "CallerArn is needed beside ResourcePolicy: whom shall the policy's Principal be compared with?"
            )
        }
        let takesRole = input.actions.contains { $0.lowercased().hasPrefix("sts:assumerole") }
        resourcePolicy = try input.resourcePolicy.map { text throws(Fault) in
            try SimulationPolicy.parse(text, takesRole ? .trust : .resource)
        }
        owner = try input.resourceOwner.map { text throws(Fault) in
            guard let account = AccountID(text) ?? ARN(text).flatMap({ AccountID($0.account) }) else {
                throw Words.invalidInput("\(text) is neither an account nor the ARN of one.")
            }
            return account
        }
    }

    /// A page of results, one for each action and resource.
    ///
    /// - Throws: `ValidationError` for a marker that we never gave.
    func output() throws(Fault) -> WireStructure {
        let pairs = input.actions.enumerated().flatMap { index, action in
            input.resources.enumerated().map { place, resource in
                (key: Self.order(index) + Self.order(place), action: action, resource: resource)
            }
        }
        return try input.page.page(of: pairs, key: \.key)
            .output("EvaluationResults") { result($0.action, $0.resource) }
    }

    private static func order(_ index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private func result(_ action: String, _ resource: String) -> WireValue {
        var keys = source.keys
        keys["aws:CurrentTime"] = [now.rfc3339]
        keys["aws:EpochTime"] = [String(now.seconds)]
        for key in input.keys { keys[key.name] = key.values }
        var policies = source.policies
        place(policies: &policies, action, resource)
        let request = AuthorizationRequest(
            principal: source.principal,
            action: action,
            resource: resource,
            resourceAccount: owner ?? ARN(resource).flatMap { AccountID($0.account) },
            keys: keys
        )
        let verdict = PolicyEvaluator.evaluate(request, policies: policies)
        var result: WireStructure = [
            "EvalResourceName": .string(resource),
            "MatchedStatements": .list(verdict.matchedStatements.map { .structure(shape($0)) }),
            "MissingContextValues": .list(missing(policies, keys).map { .string($0) }),
        ]
        if let isAllowed = verdict.isAllowedByBoundary {
            result["PermissionsBoundaryDecisionDetail"] = ["AllowedByPermissionsBoundary": .boolean(isAllowed)]
        }
        let decision = WireValue.string(Self.name(of: verdict.decision))
        var specific = result
        specific["EvalResourceDecision"] = decision
        result["EvalActionName"] = .string(action)
        result["EvalDecision"] = decision
        if resource != "*" { result["ResourceSpecificResults"] = .list([.structure(specific)]) }
        return .structure(result)
    }

    /// The resource's own policy: the one that is given, or the trust policy of a role that is to be taken.
    private func place(policies: inout PolicySet, _ action: String, _ resource: String) {
        let isTaking = action.lowercased().hasPrefix("sts:assumerole") || action.lowercased() == "sts:tagsession"
        if let resourcePolicy {
            let attached = AttachedPolicy(name: "ResourcePolicy", document: resourcePolicy)
            if resourcePolicy.kind == .trust { policies.trust = attached } else { policies.resource = attached }
        } else if isTaking, let arn = ARN(resource), arn.account == view.account,
            let role = view.snapshot.role(String(arn.resourceName), account: view.account), role.record.arn == arn
        {
            policies.trust = role.trust
        }
    }

    private static func name(of decision: Verdict.Decision) -> String {
        switch decision {
        case .allow: "allowed"
        case .implicitDeny: "implicitDeny"
        case .explicitDeny: "explicitDeny"
        }
    }

    private func shape(_ statement: MatchedStatement) -> WireStructure {
        [
            "SourcePolicyId": .string(statement.policyName),
            "SourcePolicyType": .string(type(of: statement)),
            "StartPosition": Self.shape(statement.start), "EndPosition": Self.shape(statement.end),
        ]
    }

    private static func shape(_ position: LocatedJSON.Position) -> WireValue {
        ["Line": .integer(position.line), "Column": .integer(position.column)]
    }

    private func type(of statement: MatchedStatement) -> String {
        switch statement.kind {
        case .resource, .trust: return "resource"
        case .identity, .boundary, .session, .serviceControl, .resourceControl: break
        }
        guard let arn = ARN(statement.policyName), arn.service == "iam" else {
            return statement.policyName.contains("PolicyInputList.") ? "IAM Policy" : source.holder ?? "IAM Policy"
        }
        return arn.account == "aws" ? "aws-managed" : "user-managed"
    }

    /// The keys that the policies ask for and nobody gave.
    private func missing(_ policies: PolicySet, _ keys: ContextKeys) -> [String] {
        let all = policies.identity + [policies.boundary, policies.resource, policies.trust].compactMap { $0 }
        return ContextKeyNames.of(all.map(\.document)).filter { keys[$0] == nil }
    }
}

/// Policies that a call brings for a simulation.
enum SimulationPolicy {
    /// - Throws: `InvalidInput`.
    static func parse(_ text: String, _ kind: PolicyKind) throws(Fault) -> PolicyDocument {
        do {
            return try PolicyDocument(parsing: text, kind: kind)
        } catch {
            throw Words.invalidInput(
                "\(error.awsMessage) (line \(error.line), column \(error.column): \(error.detail))"
            )
        }
    }
}

/// The condition keys of several policies.
enum ContextKeyNames {
    /// Each once, as it is written first, whatever the case.
    static func of(_ documents: [PolicyDocument]) -> [String] {
        var seen: Set<String> = []
        return documents.flatMap(\.contextKeyNames).filter { seen.insert($0.lowercased()).inserted }
    }
}
