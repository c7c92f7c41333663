package import JSONTree

extension Verdict {
    /// Every policy and statement considered, the nearest miss first, with what was wanted and what was seen.
    package var explanation: JSON {
        var object = head
        object["statements"] = .array(nearestFirst.map(\.json))
        return .object(object)
    }

    /// The decision and the statement that took it, without the rest.
    package var summary: JSON { .object(head) }

    /// The reason in one line; for an implicit denial with what the nearest statement lacked, for an explicit one with
    /// why its conditions hold.
    package var oneLine: String { oneLine(sentence) }

    private func oneLine(_ sentence: String) -> String {
        guard case .notAllowed(let kind) = reason else {
            guard decision == .explicitDeny, let deciding, !deciding.conditionLines.isEmpty else { return sentence }
            return "\(sentence): \(deciding.conditionsMet)"
        }
        guard let nearest else {
            let hasPolicies = policies.contains { $0.kind == kind }
            return "\(sentence): " + (hasPolicies ? "nothing in it allows anything" : "there is none")
        }
        // Of several levels, the nearest statement may be of one that does allow.
        guard !nearest.applies else { return "\(sentence) at every level" }
        return "\(sentence); nearest is statement \(nearest.statement.name) of \(nearest.policy.policy.name): "
            + nearest.miss
    }

    /// Of the statements that could have allowed the request, the one that came nearest; of equals one whose mistake is
    /// known, and then the one written first.
    var nearest: StatementReport? {
        guard case .notAllowed(let kind) = reason else { return nil }
        let candidates = reports.filter { $0.statement.effect == .allow && $0.policy.kind == kind }
        guard let most = candidates.map(\.nearness).max() else { return nil }
        let best = candidates.filter { $0.nearness == most }
        return best.first { !$0.mistakes.isEmpty } ?? best.first
    }

    var head: JSONObject {
        let sentence = sentence
        var object: JSONObject = [
            "decision": .string(decision.rawValue), "reason": .string(sentence), "summary": .string(oneLine(sentence)),
        ]
        if let report = deciding {
            object["decidedBy"] = [
                "policy": .string(report.policy.policy.name), "type": .string(report.policy.kind.rawValue),
                "statement": .string(report.statement.name),
            ]
        }
        let mistakes = mistakes
        if !mistakes.isEmpty { object["mistakes"] = .array(mistakes.map(\.json)) }
        return object
    }

    private var reports: [StatementReport] { findings.indices.map { StatementReport(self, $0) } }

    var deciding: StatementReport? { decider.map { StatementReport(self, $0) } }

    /// The reason as a sentence.
    private var sentence: String {
        switch reason {
        case .allowed:
            guard let deciding else { return "allowed: the account's root user needs no policy" }
            return "allowed by statement \(deciding.statement.name) of \(deciding.policy.policy.name)"
        case .denied(let kind):
            guard let deciding else { return "denied by a \(Verdict.name(kind))" }
            return "denied by statement \(deciding.statement.name) of the \(Verdict.name(kind)) "
                + deciding.policy.policy.name
        case .notAllowed(let kind): return "no \(Verdict.name(kind)) allows it"
        }
    }

    /// What decided, then denials that matched, then what came nearest; of equals the one written first.
    var nearestFirst: [StatementReport] {
        reports.enumerated().sorted { left, right in
            (rank(right.element), left.offset) < (rank(left.element), right.offset)
        }
        .map(\.element)
    }

    /// The order of explanations: higher comes first.
    private func rank(_ report: StatementReport) -> Int {
        var rank = report.nearness
        if report.isDeny { rank += 1000 }
        // A denial that does not apply is no reason for anything.
        if report.statement.effect == .deny, !report.applies { rank -= 1000 }
        // What stood in the way comes before the policies that had no objection.
        if case .notAllowed(let kind) = reason, kind == report.policy.kind { rank += 500 }
        return rank
    }
}
