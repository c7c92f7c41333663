package import JSONTree

/// Grammar and limits of a policy, as it would be written to AWS.
package enum PolicyCheck {
    /// One thing that is wrong.
    package struct Problem: Sendable, Hashable {
        /// `grammar`, `limit` or `operand`.
        package let rule: String
        /// Whether AWS would refuse the policy.
        package let isError: Bool
        /// What AWS would answer; nil if it would accept it.
        package let awsMessage: String?
        package let detail: String
        package let line: Int
        package let column: Int

        package var title: String { PolicyCheck.rules.first { $0.id == rule }?.title ?? rule }

        package var json: JSON {
            var object: JSONObject = [
                "rule": .string(rule), "severity": .string(isError ? "error" : "warning"), "message": .string(detail),
                "line": .number(JSONNumber(line)), "column": .number(JSONNumber(column)),
            ]
            if let awsMessage { object["awsMessage"] = .string(awsMessage) }
            return .object(object)
        }
    }

    package static let rules = [
        (id: "grammar", title: "the policy breaks the grammar"), (id: "limit", title: "the policy is too long"),
        (id: "operand", title: "a condition can never be met, or always is"),
    ]

    /// What is wrong with a policy; its kind is guessed if it is not given.
    package static func problems(in text: String, kind: PolicyKind?) -> [Problem] {
        let kind = kind ?? guess(text)
        let parser = PolicyParser(kind: kind)
        let strange = characters(text, kind)
        let root: LocatedJSON
        let document: PolicyDocument
        do throws(PolicyDocumentError) {
            root = try parser.root(text)
        } catch {
            return strange.isEmpty ? [problem(error)] : strange
        }
        do throws(PolicyDocumentError) {
            document = try parser.document(root)
        } catch {
            return strange + parser.problems(in: root).map(problem) + size(text, kind)
        }
        return strange + version(document) + size(text, kind) + operands(document)
    }

    private static func problem(_ error: PolicyDocumentError) -> Problem {
        Problem(
            rule: "grammar",
            isError: true,
            awsMessage: error.awsMessage,
            detail: error.detail,
            line: error.line,
            column: error.column
        )
    }

    /// The first character that IAM takes in no policy: its API has those up to U+00FF, line breaks and tabs.
    private static func characters(_ text: String, _ kind: PolicyKind) -> [Problem] {
        guard [.identity, .boundary, .session, .trust].contains(kind) else { return [] }
        var line = 1
        var column = 1
        for character in text.unicodeScalars {
            guard character.value <= 0xFF else {
                let code = String(character.value, radix: 16, uppercase: true)
                let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
                let detail =
                    character == "\u{FEFF}"
                    ? "a byte order mark (\(name)) stands here; save the file as UTF-8 without one"
                    : "`\(character)` (\(name)) stands here, and IAM takes characters up to U+00FF only"
                return [
                    Problem(
                        rule: "grammar",
                        isError: true,
                        awsMessage: "The specified value for policyDocument is invalid. It must contain only printable "
                            + "ASCII characters.",
                        detail: detail,
                        line: line,
                        column: column
                    )
                ]
            }
            if character == "\n" {
                line += 1
                column = 1
            } else {
                column += UTF16.width(character)
            }
        }
        return []
    }

    private static func version(_ document: PolicyDocument) -> [Problem] {
        guard document.kind == .identity || document.kind == .boundary, document.version != "2012-10-17" else {
            return []
        }
        return [
            Problem(
                rule: "grammar",
                isError: true,
                awsMessage: "Policy document must be version 2012-10-17 or greater.",
                detail: "Version is \(document.version ?? "missing"); \"Version\": \"2012-10-17\" is wanted",
                line: 1,
                column: 1
            )
        ]
    }

    private static func size(_ text: String, _ kind: PolicyKind) -> [Problem] {
        let limit =
            switch kind {
            case .identity, .boundary: 6144
            case .trust: 4096
            case .session: 2048
            case .serviceControl, .resourceControl: 5120
            case .resource: 20480
            }
        let length = text.unicodeScalars.count { !($0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r") }
        guard length > limit else { return [] }
        let detail = "the policy has \(length) characters without whitespace, and \(limit) are the most it may have"
        return [
            Problem(rule: "limit", isError: true, awsMessage: nil, detail: detail, line: 1, column: 1)
        ]
    }

    private static func operands(_ document: PolicyDocument) -> [Problem] {
        document.statements.flatMap { statement in
            statement.conditions.compactMap { condition in
                condition.unusable.map { unusable in
                    Problem(
                        rule: "operand",
                        isError: false,
                        awsMessage: nil,
                        detail: "\(condition.operator.source) cannot compare with \"\(unusable.source)\"; "
                            + "\(unusable.right) is wanted",
                        line: condition.position.line,
                        column: condition.position.column
                    )
                }
            }
        }
    }

    private static func guess(_ text: String) -> PolicyKind {
        guard let root = try? JSON(parsing: Array(text.utf8)) else { return .identity }
        let statements = root["Statement"]?.array ?? root["Statement"].map { [$0] } ?? []
        let has = { (names: [String]) in statements.contains { statement in names.contains { statement[$0] != nil } } }
        guard has(["Principal", "NotPrincipal"]) else { return .identity }
        return has(["Resource", "NotResource"]) ? .resource : .trust
    }
}
