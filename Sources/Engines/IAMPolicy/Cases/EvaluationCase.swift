import AWSVocabulary
package import JSONTree

/// A request with every policy that has a say in it, as `lanyard policy evaluate` reads it.
package struct EvaluationCase: Sendable {
    private static let members: Set<String> = [
        "id", "request", "identityPolicies", "permissionsBoundary", "sessionPolicies", "resourcePolicy", "trustPolicy",
        "serviceControlPolicies", "resourceControlPolicies",
    ]
    private static let requestMembers: Set<String> = [
        "principal", "action", "additionalActions", "resource", "resourceAccount", "context",
    ]

    /// As it was given; null if it was not.
    package let id: JSON
    /// The policies that the case names itself, be it as none (`[]`).
    package let named: Set<CasePolicy>
    var requests: [AuthorizationRequest]
    var policies: PolicySet
    /// What whoever reads the answer should know, such as members that mean nothing here.
    var warnings: [String]

    /// Reads a case.
    ///
    /// - Throws: `CaseError` that names the member, and for a policy what AWS would answer.
    package init(_ root: LocatedJSON) throws(CaseError) {
        guard case .object(let members) = root.content else {
            throw CaseError("", "a case is an object", at: root.position)
        }
        let reader = CaseReader(root: root)
        guard let request = reader.member("request"), case .object(let requestMembers) = request.content else {
            throw CaseError("request", "it is missing, or no object", at: root.position)
        }
        id = root["id"]?.json ?? .null
        let unknown =
            members.map(\.key).filter { !Self.members.contains($0) }
            + requestMembers.map(\.key).filter { !Self.requestMembers.contains($0) }.map { "request.\($0)" }
        warnings = unknown.map { "\($0) is not a member of a case, and was not looked at" }
        named = Set(CasePolicy.allCases.filter { reader.member($0.rawValue) != nil })
        policies = PolicySet(
            identity: try reader.policies("identityPolicies", .identity) ?? [],
            boundary: try reader.policy("permissionsBoundary", .boundary),
            session: try reader.policies("sessionPolicies", .session),
            resource: try reader.policy("resourcePolicy", .resource),
            trust: try reader.policy("trustPolicy", .trust),
            serviceControl: try reader.levels("serviceControlPolicies", .serviceControl),
            resourceControl: try reader.levels("resourceControlPolicies", .resourceControl)
        )
        requests = try Self.requests(request, reader)
    }

    private static func requests(
        _ request: LocatedJSON,
        _ reader: CaseReader
    ) throws(CaseError) -> [AuthorizationRequest] {
        guard let first = reader.member("action", of: request) else {
            throw CaseError("request.action", "it is missing", at: request.position)
        }
        let keys = try reader.keys(reader.member("context", of: request))
        let principal = try reader.principal(reader.member("principal", of: request), keys)
        var actions = [try reader.action(first, "request.action")]
        if let more = reader.member("additionalActions", of: request) {
            for action in reader.elements(more) {
                actions.append(try reader.action(action, "request.additionalActions"))
            }
        }
        var resource = "*"
        if let given = reader.member("resource", of: request) { resource = try reader.text(given, "request.resource") }
        let account = try account(of: resource, reader.member("resourceAccount", of: request), reader)
        return actions.map { action in
            AuthorizationRequest(
                principal: principal,
                action: action,
                resource: resource,
                resourceAccount: account,
                keys: keys
            )
        }
    }

    /// The account that is given, or else the one in the ARN.
    private static func account(
        of resource: String,
        _ given: LocatedJSON?,
        _ reader: CaseReader
    ) throws(CaseError) -> AccountID? {
        guard let given else { return ARN(resource).flatMap { AccountID($0.account) } }
        let text = try reader.text(given, "request.resourceAccount")
        guard let account = AccountID(text) else {
            throw CaseError("request.resourceAccount", "\"\(text)\" is no account of twelve digits", at: given.position)
        }
        return account
    }

    /// The verdict on each action, the first one's first.
    package var verdicts: [Verdict] {
        requests.map { PolicyEvaluator.evaluate($0, policies: policies) }
    }

    /// The decision on all actions together, why, and the reasons of each.
    package var answer: JSON {
        let verdicts = verdicts
        let deciding =
            verdicts.first { $0.decision == .explicitDeny } ?? verdicts.first { $0.decision == .implicitDeny }
            ?? verdicts[0]
        var explanation: JSONObject = [:]
        if !deciding.isAllowed {
            // Whoever brings no credentials of AWS's is told nothing about the role.
            let principal = deciding.request.principal
            explanation["message"] = .string(
                deciding.request.isTakingRole && !principal.hasPolicies
                    ? "Not authorized to perform \(deciding.request.action)"
                    : deciding.denialSentence(callerARN: principal.description)
            )
        }
        explanation["checks"] = .array(
            verdicts.map { verdict in
                var check: JSONObject = [
                    "action": .string(verdict.request.action), "resource": .string(verdict.request.resource),
                    "principal": .string(verdict.request.principal.description),
                ]
                for (name, value) in verdict.explanation.object?.members ?? [] { check[name] = value }
                return .object(check)
            }
        )
        var answer: JSONObject = [
            "id": id, "decision": .string(deciding.decision.rawValue), "reason": .string(deciding.oneLine),
            "explanation": .object(explanation),
        ]
        if !warnings.isEmpty { answer["warnings"] = .array(warnings.map { .string($0) }) }
        return .object(answer)
    }

    /// The answer to a case that cannot be evaluated.
    package static func malformed(_ reason: String, id: JSON) -> JSON {
        ["id": id, "decision": "Malformed", "reason": .string(reason), "explanation": [:]]
    }
}
