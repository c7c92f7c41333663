import AWSProtocols
import IAMPolicy
import JSONTree
import ServiceModel

/// How one requirement was decided.
struct Decision: Sendable {
    /// What the requirement was decided by.
    enum Basis: Sendable {
        case verdict(Verdict)
        /// There was nothing to evaluate, for example because the role does not exist.
        case reason(String)
    }

    let action: String
    let resource: String
    let principal: String
    let facts: JSONObject
    let basis: Basis

    var isAllowed: Bool {
        switch basis {
        case .verdict(let verdict): verdict.isAllowed
        case .reason: false
        }
    }

    /// All of the decisions of a call as one object, the refused one first.
    static func explanation(
        of decisions: [Decision],
        operation: Operation,
        caller: Caller,
        isFull: Bool
    ) -> JSON {
        let isAllowed = decisions.allSatisfy(\.isAllowed)
        let ordered = isAllowed ? decisions : decisions.filter { !$0.isAllowed } + decisions.filter(\.isAllowed)
        // Requirements of one exchange share their facts, which are told once.
        let telling = ordered.firstIndex { !$0.facts.isEmpty }
        return [
            "operation": .string("\(operation.dialect.eventSource):\(operation.name)"),
            "caller": .string(caller.arn ?? "anonymous"),
            "decision": .string(isAllowed ? "Allow" : "Deny"),
            "requirements": .array(
                ordered.enumerated().map { index, decision in
                    decision.explanation(isFull: isFull || !decision.isAllowed, tellsFacts: isFull || index == telling)
                }
            ),
        ]
    }

    private func explanation(isFull: Bool, tellsFacts: Bool) -> JSON {
        var object: JSONObject = [
            "action": .string(action), "resource": .string(resource), "principal": .string(principal),
        ]
        switch basis {
        case .verdict(let verdict):
            object["verdict"] = isFull ? verdict.explanation : verdict.summary
        case .reason(let reason):
            object["verdict"] = ["decision": "ImplicitDeny", "reason": .string(reason), "summary": .string(reason)]
        }
        if tellsFacts { for (name, value) in facts.members { object[name] = value } }
        return .object(object)
    }
}
