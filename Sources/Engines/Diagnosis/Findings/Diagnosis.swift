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

    /// Whether no step failed.
    package var isAllowed: Bool { firstFailure == nil }

    /// Whether every step was made.
    package var isCertain: Bool { steps.allSatisfy { $0.outcome != .unknown } || !isAllowed }

    /// The answer in one line.
    package var conclusion: String {
        if let firstFailure { return "no, at the step \(firstFailure.name): \(firstFailure.finding)" }
        let open = steps.filter { $0.outcome == .unknown }.map(\.name)
        return open.isEmpty ? "yes" : "yes, as far as was checked; not checked: \(open.joined(separator: ", "))"
    }

    package var json: JSON {
        var object: JSONObject = [
            "question": .string(question), "decision": .string(isAllowed ? "Allow" : "Deny"),
            "isCertain": .boolean(isCertain), "conclusion": .string(conclusion),
        ]
        if let failure = firstFailure, case .object(let json) = failure.json {
            if let answer = json["awsAnswer"] { object["awsAnswer"] = answer }
            if let mistakes = json["mistakes"] { object["mistakes"] = mistakes }
        }
        object["steps"] = .array(steps.map(\.json))
        return .object(object)
    }
}
