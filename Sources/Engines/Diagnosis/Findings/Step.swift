package import IAMPolicy
package import JSONTree

/// One step on the way to credentials or to a call, and what came of it.
package struct Step: Sendable {
    /// What came of a step.
    package enum Outcome: String, Sendable {
        case passed
        case failed
        /// What it needs was not given, and it is likely to pass.
        case unknown
        /// It passes or fails by something that was not given.
        case undecided
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
    /// Where a failure is, and what is the matter there; nil if the finding says it all.
    package let place: String?
    package let nearest: String?
    /// What the statement that denies explicitly says of the request; nil if none does.
    package let denial: String?
    /// What to do about a failure that is no slip.
    package let advice: String?
    package let answer: Answer?
    package let mistakes: [Mistake]
    /// The decision behind it, as `Verdict.explanation` has it.
    package let verdict: JSON?

    package init(
        _ name: String,
        _ outcome: Outcome,
        _ finding: String,
        place: String? = nil,
        nearest: String? = nil,
        denial: String? = nil,
        advice: String? = nil,
        answer: Answer? = nil,
        mistakes: [Mistake] = [],
        verdict: JSON? = nil
    ) {
        self.name = name
        self.outcome = outcome
        self.finding = finding
        self.place = place
        self.nearest = nearest
        self.denial = denial
        self.advice = advice
        self.answer = answer
        self.mistakes = mistakes
        self.verdict = verdict
    }

    package var json: JSON {
        var object: JSONObject = [
            "step": .string(name), "outcome": .string(outcome.rawValue), "finding": .string(finding),
        ]
        if let nearest { object["nearest"] = .string((place.map { "\($0): " } ?? "") + nearest) }
        if let denial { object["denial"] = .string((place.map { "\($0): " } ?? "") + denial) }
        if let advice { object["advice"] = .string(advice) }
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
