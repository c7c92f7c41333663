package import JSONTree

/// A question, every step to its answer, and the answer.
package struct Diagnosis: Sendable {
    /// What was asked, in one line.
    package let question: String
    /// In the order they are made; those after the first failure tell what would fail next.
    package let steps: [Step]

    package init(question: String, steps: [Step]) {
        self.question = question
        self.steps = steps
    }

    package var firstFailure: Step? { steps.first { $0.outcome == .failed } }

    var firstUndecided: Step? { steps.first { $0.outcome == .undecided } }

    /// Whether no step failed, and none hangs on what was not given.
    package var isAllowed: Bool { firstFailure == nil && firstUndecided == nil }

    /// Whether nothing that was left out could change the answer.
    package var isCertain: Bool {
        firstFailure != nil || steps.allSatisfy { $0.outcome == .passed }
    }

    /// `Allow`, `Deny` or `Undecided`.
    package var decision: String {
        if firstFailure != nil { return "Deny" }
        return firstUndecided == nil ? "Allow" : "Undecided"
    }

    /// The answer in one line.
    package var conclusion: String {
        if let step = firstFailure {
            return "no, at the step \(step.name): \(step.finding)"
                + ((step.nearest ?? step.denial).map { "; \($0)" } ?? "")
        }
        if let step = firstUndecided { return "undecided, at the step \(step.name): \(step.finding)" }
        let open = steps.filter { $0.outcome == .unknown }.map(\.name)
        return open.isEmpty ? "yes" : "yes, as far as was checked; not checked: \(open.joined(separator: ", "))"
    }

    package var json: JSON {
        var object: JSONObject = [
            "question": .string(question), "decision": .string(decision),
            "isCertain": .boolean(isCertain), "conclusion": .string(conclusion),
        ]
        if let failure = firstFailure, case .object(let json) = failure.json {
            if let answer = json["awsAnswer"] { object["awsAnswer"] = answer }
            if let advice = json["advice"] { object["advice"] = advice }
            if let mistakes = json["mistakes"] { object["mistakes"] = mistakes }
        }
        object["steps"] = .array(steps.map(\.json))
        return .object(object)
    }
}
