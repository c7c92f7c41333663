package import IAMPolicy
package import JSONTree

/// One step on the way to credentials or to a call, and what came of it.
package struct Step: Sendable {
    /// What came of a step.
    package enum Outcome: String, Sendable {
        case passed
        case failed
        /// What it needs was not given.
        case unknown
    }

    /// What AWS answers when a step fails.
    package struct Answer: Sendable, Hashable {
        package let code: String
        package let status: Int
        package let message: String

        package init(_ code: String, _ status: Int, _ message: String) {
            self.code = code
            self.status = status
            self.message = message
        }

        package var description: String { "\(code) (\(status)): \(message)" }
    }

    /// For example `audience`.
    package let name: String
    package let outcome: Outcome
    /// What was found, in one line.
    package let finding: String
    package let answer: Answer?
    package let mistakes: [Mistake]
    /// The decision behind it, as `Verdict.explanation` has it.
    package let verdict: JSON?

    package init(
        _ name: String,
        _ outcome: Outcome,
        _ finding: String,
        answer: Answer? = nil,
        mistakes: [Mistake] = [],
        verdict: JSON? = nil
    ) {
        self.name = name
        self.outcome = outcome
        self.finding = finding
        self.answer = answer
        self.mistakes = mistakes
        self.verdict = verdict
    }

    package var json: JSON {
        var object: JSONObject = [
            "step": .string(name), "outcome": .string(outcome.rawValue), "finding": .string(finding),
        ]
        if let answer {
            object["awsAnswer"] = [
                "code": .string(answer.code), "status": .number(JSONNumber(answer.status)),
                "message": .string(answer.message),
            ]
        }
        if !mistakes.isEmpty { object["mistakes"] = .array(mistakes.map(\.json)) }
        if let verdict { object["verdict"] = verdict }
        return .object(object)
    }
}
