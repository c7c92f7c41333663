import JSONTree

/// Who was refused, as an authorization message names them.
package struct MessagePrincipal: Sendable, Hashable {
    /// For example `AROA…:session`.
    package let id: String
    package let name: String
    package let arn: String

    package init(id: String, name: String, arn: String) {
        self.id = id
        self.name = name
        self.arn = arn
    }
}

extension Verdict {
    /// The reasons in the shape that `DecodeAuthorizationMessage` documents, with an `explanation` of ours beside them.
    ///
    /// The nearest statements and the condition keys are left out as far as needed for `limit` bytes, and say so.
    package func authorizationMessage(of principal: MessagePrincipal, limit: Int) -> [UInt8] {
        for (statements, keys) in [(12, 100), (5, 100), (2, 40), (1, 10)] {
            let message = message(of: principal, statements: statements, keys: keys).serialized()
            if message.count <= limit { return message }
        }
        return message(of: principal, statements: 0, keys: 0).serialized()
    }

    private func message(of principal: MessagePrincipal, statements: Int, keys: Int) -> JSON {
        let deciding = deciding
        var explanation = head
        let nearest = nearestFirst
        explanation["statements"] = .array(nearest.prefix(statements).map(\.json))
        if nearest.count > statements {
            explanation["statementsLeftOut"] = .number(JSONNumber(nearest.count - statements))
        }
        return [
            "allowed": .boolean(isAllowed),
            "explicitDeny": .boolean(decision == .explicitDeny),
            "matchedStatements": ["items": .array(deciding.map { [$0.matchedStatement(principal)] } ?? [])],
            "failures": ["items": []],
            "context": [
                "principal": [
                    "id": .string(principal.id), "name": .string(principal.name), "arn": .string(principal.arn),
                ],
                "action": .string(request.action),
                "resource": .string(request.resource),
                "conditions": [
                    "items": .array(
                        request.keys.names.prefix(keys).map { name in
                            ["key": .string(name), "values": Self.items(request.keys[name] ?? [])]
                        }
                    )
                ],
            ],
            "explanation": .object(explanation),
        ]
    }

    static func items(_ texts: [String]) -> JSON {
        ["items": .array(texts.map { ["value": .string($0)] })]
    }
}

extension StatementReport {
    /// The statement as an authorization message lists those that matched.
    fileprivate func matchedStatement(_ principal: MessagePrincipal) -> JSON {
        [
            "statementId": .string(statement.sid ?? ""),
            "effect": .string(statement.effect.rawValue.uppercased()),
            "principals": Verdict.items([principal.id]),
            "principalGroups": ["items": []],
            "actions": Verdict.items(statement.actions.sources),
            "resources": Verdict.items(statement.resources?.patterns.map(\.source) ?? []),
            "conditions": [
                "items": .array(
                    statement.conditions.map {
                        ["key": .string($0.key.description), "values": Verdict.items($0.sources)]
                    }
                )
            ],
        ]
    }
}
