import AWSVocabulary
import JSONTree

/// Reads the members of a case.
struct CaseReader {
    let root: LocatedJSON

    /// A member that is there and not null.
    func member(_ name: String, of object: LocatedJSON? = nil) -> LocatedJSON? {
        guard let value = (object ?? root)[name] else { return nil }
        if case .null = value.content { return nil }
        return value
    }

    func text(_ value: LocatedJSON, _ name: String) throws(CaseError) -> String {
        guard case .string(let text) = value.content else {
            throw CaseError(name, "it is a text in quotes", at: value.position)
        }
        return text
    }

    /// Elements of a list, or the one value that stands without a list.
    func elements(_ value: LocatedJSON) -> [LocatedJSON] {
        if case .array(let elements) = value.content { elements } else { [value] }
    }

    // MARK: Policies

    /// Nil if the member is missing or an empty list.
    func policy(_ name: String, _ kind: PolicyKind) throws(CaseError) -> AttachedPolicy? {
        guard let value = member(name) else { return nil }
        if case .array(let elements) = value.content, elements.isEmpty { return nil }
        return try policy(value, name, kind)
    }

    /// Nil if the member is missing or an empty list.
    func policies(_ name: String, _ kind: PolicyKind) throws(CaseError) -> [AttachedPolicy]? {
        guard let value = member(name) else { return nil }
        let policies = try list(value, name, kind)
        return policies.isEmpty ? nil : policies
    }

    /// One list of policies a level.
    func levels(_ name: String, _ kind: PolicyKind) throws(CaseError) -> [[AttachedPolicy]] {
        guard let value = member(name) else { return [] }
        guard case .array(let levels) = value.content else {
            throw CaseError(name, "it is a list of levels, each a list of policies", at: value.position)
        }
        var result: [[AttachedPolicy]] = []
        for (index, level) in levels.enumerated() {
            guard case .array = level.content else {
                throw CaseError("\(name)[\(index)]", "a level is a list of policies: [[{…}]]", at: level.position)
            }
            result.append(try list(level, "\(name)[\(index)]", kind))
        }
        return result
    }

    private func list(_ value: LocatedJSON, _ name: String, _ kind: PolicyKind) throws(CaseError) -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        for (index, element) in elements(value).enumerated() {
            policies.append(try policy(element, "\(name)[\(index)]", kind))
        }
        return policies
    }

    /// A policy as an object, or as a text that holds one.
    private func policy(_ value: LocatedJSON, _ name: String, _ kind: PolicyKind) throws(CaseError) -> AttachedPolicy {
        do {
            if case .string(let text) = value.content {
                return AttachedPolicy(name: name, document: try PolicyDocument(parsing: text, kind: kind))
            }
            return AttachedPolicy(name: name, document: try PolicyDocument(value, kind: kind))
        } catch {
            let reason = "\(error.awsMessage) — \(error.detail)"
            if case .string = value.content {
                let place = "at line \(error.line), column \(error.column) of the text"
                throw CaseError(name, "\(reason), \(place)", at: value.position)
            }
            throw CaseError(name, reason, at: LocatedJSON.Position(line: error.line, column: error.column))
        }
    }

    // MARK: Request

    func keys(_ value: LocatedJSON?) throws(CaseError) -> ContextKeys {
        var keys = ContextKeys()
        guard let value else { return keys }
        guard case .object(let members) = value.content else {
            throw CaseError("request.context", "it is an object of keys and their values", at: value.position)
        }
        for member in members {
            guard keys[member.key] == nil else {
                throw CaseError(
                    "request.context.\(member.key)",
                    "the key occurs twice; the case of its letters makes no other key of it",
                    at: member.position
                )
            }
            var values: [String] = []
            for element in elements(member.value) {
                switch element.content {
                case .string(let text): values.append(text)
                case .number(let number): values.append(number.text)
                case .boolean(let flag): values.append(flag ? "true" : "false")
                case .null, .array, .object:
                    throw CaseError("request.context.\(member.key)", "a value is a text", at: element.position)
                }
            }
            keys[member.key] = values
        }
        return keys
    }

    func principal(_ value: LocatedJSON?, _ keys: ContextKeys) throws(CaseError) -> Principal {
        guard let value else { return .anonymous }
        let text = try text(value, "request.principal")
        // The ARN of a session leaves out the path of its role, which the context may know.
        let role = keys["aws:PrincipalArn"]?.first.flatMap { ARN($0) }
        guard let principal = Principal(text, roleARN: role) else {
            throw CaseError(
                "request.principal",
                "\"\(text)\" is neither the ARN of a user, role, session or provider, nor a service such as "
                    + "pods.eks.amazonaws.com, nor an account",
                at: value.position
            )
        }
        return principal
    }

    func action(_ value: LocatedJSON, _ name: String) throws(CaseError) -> String {
        let action = try text(value, name)
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw CaseError(name, "\"\(action)\" is no action such as s3:GetObject", at: value.position)
        }
        return action
    }
}
