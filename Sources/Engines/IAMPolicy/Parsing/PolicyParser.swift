import JSONTree

/// Compiles policy documents (IAM User Guide, "Grammar of the IAM JSON policy language").
struct PolicyParser {
    static let limits = JSONLimits(maximumBytes: 131_072, maximumDepth: 12, maximumValues: 20_000)
    static let syntaxError = "Syntax errors in policy."
    static let members: Set<String> = ["Version", "Id", "Statement"]

    let kind: PolicyKind
    /// Whether trust policies may have `NotPrincipal`, which AWS refuses; for looking at policies, never for using them.
    var takesNotPrincipal = false

    func document(_ text: String) throws(PolicyDocumentError) -> PolicyDocument { try document(try root(text)) }

    /// The document as JSON.
    func root(_ text: String) throws(PolicyDocumentError) -> LocatedJSON {
        do {
            return try LocatedJSON(parsing: Array(text.utf8), limits: Self.limits)
        } catch {
            let words = kind == .trust ? "This policy contains invalid Json" : Self.syntaxError
            throw PolicyDocumentError(
                words,
                error.problem,
                at: LocatedJSON.Position(line: error.line, column: error.column)
            )
        }
    }

    func document(_ root: LocatedJSON) throws(PolicyDocumentError) -> PolicyDocument {
        guard case .object(let members) = root.content else {
            throw PolicyDocumentError(Self.syntaxError, "a policy is an object", at: root.position)
        }
        for member in members where !Self.members.contains(member.key) { throw Self.unknown(member) }
        let version = try version(root)
        var id: String?
        if let given = root["Id"] { id = try string(given, "Id") }
        let statements = try statements(of: root, hasVariables: version == "2012-10-17")
        return PolicyDocument(
            kind: kind,
            version: version,
            id: id,
            statements: statements,
            isStatementList: isList(root["Statement"])
        )
    }

    static func unknown(_ member: LocatedJSON.Member) -> PolicyDocumentError {
        PolicyDocumentError(
            syntaxError,
            "a policy has Version, Id and Statement, but no \(member.key)",
            at: member.position
        )
    }

    private func isList(_ value: LocatedJSON?) -> Bool {
        if case .array = value?.content { true } else { false }
    }

    func version(_ root: LocatedJSON) throws(PolicyDocumentError) -> String? {
        guard let value = root["Version"] else { return nil }
        let version = try string(value, "Version")
        guard version == "2012-10-17" || version == "2008-10-17" else {
            throw PolicyDocumentError(
                Self.syntaxError,
                "Version is 2012-10-17 or 2008-10-17, not \"\(version)\"",
                at: value.position
            )
        }
        return version
    }

    private func statements(of root: LocatedJSON, hasVariables: Bool) throws(PolicyDocumentError) -> [Statement] {
        guard let value = root["Statement"] else {
            throw PolicyDocumentError(Self.syntaxError, "Statement is missing", at: root.position)
        }
        let elements = Self.elements(of: value)
        guard !elements.isEmpty else {
            throw PolicyDocumentError(Self.syntaxError, "Statement is empty", at: value.position)
        }
        var statements: [Statement] = []
        var sids: Set<String> = []
        let numbering = ConditionNumbering()
        for (index, element) in elements.enumerated() {
            statements.append(try statement(element, index, hasVariables, numbering, &sids))
        }
        return statements
    }

    /// One statement, whose Sid must be none of those before it.
    func statement(
        _ element: LocatedJSON,
        _ index: Int,
        _ hasVariables: Bool,
        _ numbering: ConditionNumbering,
        _ sids: inout Set<String>
    ) throws(PolicyDocumentError) -> Statement {
        let parser = StatementParser(policy: self, hasVariables: hasVariables, index: index, numbering: numbering)
        let statement = try parser.statement(element)
        if let sid = statement.sid, !sids.insert(sid).inserted {
            throw PolicyDocumentError(
                "Statement IDs (SID) in a single policy must be unique.",
                "the Sid \"\(sid)\" occurs twice",
                at: element["Sid"]?.position ?? element.position
            )
        }
        return statement
    }

    /// A list's elements, or the one value that stands without a list.
    static func elements(of value: LocatedJSON) -> [LocatedJSON] {
        if case .array(let elements) = value.content { elements } else { [value] }
    }

    func string(_ value: LocatedJSON, _ name: String) throws(PolicyDocumentError) -> String {
        guard case .string(let text) = value.content else {
            throw PolicyDocumentError(Self.syntaxError, "\(name) is a text in quotes", at: value.position)
        }
        return text
    }

    /// A text or a list of texts, at least one.
    func strings(_ value: LocatedJSON, _ name: String) throws(PolicyDocumentError) -> [(String, LocatedJSON.Position)] {
        var texts: [(String, LocatedJSON.Position)] = []
        for element in Self.elements(of: value) { texts.append((try string(element, name), element.position)) }
        return texts
    }
}
