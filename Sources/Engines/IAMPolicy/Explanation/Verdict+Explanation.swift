package import JSONTree

extension Verdict {
    /// Every policy and statement considered, the nearest miss first, with what was wanted and what was seen.
    package var explanation: JSON {
        var object = head
        object["statements"] = .array(nearestFirst.map { $0.explanation(of: request) })
        return .object(object)
    }

    /// The decision and the statement that took it, without the rest.
    package var summary: JSON { .object(head) }

    private var head: JSONObject {
        var object: JSONObject = [
            "decision": .string(decision.rawValue), "reason": .string(sentence), "summary": .string(oneLine),
        ]
        if let decider {
            object["decidedBy"] = [
                "policy": .string(decider.policy.name), "type": .string(decider.kind.rawValue),
                "statement": .string(decider.statement.name),
            ]
        }
        return object
    }

    /// The reason as a sentence.
    private var sentence: String {
        switch reason {
        case .allowed:
            guard let decider else { return "allowed: the account's root user needs no policy" }
            return "allowed by statement \(decider.statement.name) of \(decider.policy.name)"
        case .denied(let kind):
            guard let decider else { return "denied by a \(Verdict.name(kind))" }
            return "denied by statement \(decider.statement.name) of the \(Verdict.name(kind)) \(decider.policy.name)"
        case .notAllowed(let kind): return "no \(Verdict.name(kind)) allows it"
        }
    }

    /// The reason, and for an implicit denial what the nearest statement lacked.
    private var oneLine: String {
        guard case .notAllowed(let kind) = reason else { return sentence }
        let candidates = findings.filter { $0.statement.effect == .allow && $0.kind == kind }
        guard let nearest = candidates.max(by: { $0.nearness < $1.nearness }) else {
            return "\(sentence): there is none"
        }
        return "\(sentence); nearest is statement \(nearest.statement.name) of \(nearest.policy.name): "
            + nearest.miss(request)
    }

    /// What decided, then denials that matched, then what came nearest; of equals the one written first.
    private var nearestFirst: [Finding] {
        findings.enumerated().sorted { left, right in
            (right.element.rank(in: self), left.offset) < (left.element.rank(in: self), right.offset)
        }
        .map(\.element)
    }
}

extension Finding {
    /// The order of explanations: higher comes first.
    fileprivate func rank(in verdict: Verdict) -> Int {
        var rank = nearness
        if isDeny { rank += 1000 }
        // What stood in the way comes before the policies that had no objection.
        if case .notAllowed(let kind) = verdict.reason, kind == self.kind { rank += 500 }
        return rank
    }

    /// How much of the statement fits.
    var nearness: Int {
        var score = 0
        if parts.contains(.action) { score += 200 }
        if parts.contains(.principal) { score += 100 }
        if parts.contains(.resource) { score += 50 }
        if parts.isSuperset(of: [.principal, .action, .resource]), !statement.conditions.isEmpty {
            score += 40 * (statement.conditions.count - failedConditions.count) / statement.conditions.count
        }
        return score
    }

    fileprivate func explanation(of request: AuthorizationRequest) -> JSON {
        var object: JSONObject = [
            "policy": .string(policy.name), "type": .string(kind.rawValue),
            "statement": .string(statement.name), "effect": .string(statement.effect.rawValue),
            "applies": .boolean(applies),
        ]
        if !applies { object["miss"] = .string(miss(request)) }
        if let principals = statement.principals {
            object["principal"] = part(
                principals.entries.map(\.description),
                isNegated: principals.isNegated,
                seen: request.principal.description,
                matched: parts.contains(.principal)
            )
        }
        object["action"] = part(
            statement.actions.sources,
            isNegated: statement.actions.isNegated,
            seen: request.action,
            matched: parts.contains(.action)
        )
        if let resources = statement.resources {
            object["resource"] = part(
                resources.patterns.map(\.source),
                isNegated: resources.isNegated,
                seen: request.resource,
                matched: parts.contains(.resource)
            )
        }
        if !statement.conditions.isEmpty { object["conditions"] = conditions(request) }
        return .object(object)
    }

    /// The most patterns of one element that an explanation lists.
    private static let shownPatterns = 20

    private func part(_ wanted: [String], isNegated: Bool, seen: String, matched: Bool) -> JSON {
        var shown = wanted.prefix(Self.shownPatterns).map { JSON.string($0) }
        if wanted.count > Self.shownPatterns {
            shown.append(.string("and \(wanted.count - Self.shownPatterns) more"))
        }
        return [
            "matched": .boolean(matched), isNegated ? "anyBut" : "wanted": .array(shown), "seen": .string(seen),
        ]
    }

    /// Conditions of statements that are about something else were not looked at, and say so.
    private func conditions(_ request: AuthorizationRequest) -> JSON {
        let wasEvaluated = parts.isSuperset(of: [.principal, .action, .resource])
        return .array(
            statement.conditions.enumerated().map { index, condition in
                var object: JSONObject = [
                    "operator": .string(condition.operator.source), "key": .string(condition.key),
                    "wanted": .array(condition.operands.map { .string($0.source) }),
                ]
                object["seen"] = condition.seen(in: request.keys).map { .array($0.map { .string($0) }) } ?? .null
                object["met"] = wasEvaluated ? .boolean(!failedConditions.contains(index)) : .null
                return .object(object)
            }
        )
    }
}
