/// A policy, compiled: evaluating it parses nothing.
package struct PolicyDocument: Sendable {
    package let kind: PolicyKind
    /// Whether `${…}` stands for values, as it does since version 2012-10-17.
    let hasVariables: Bool
    let statements: [Statement]

    /// Compiles a document.
    ///
    /// - Throws: `PolicyDocumentError` with AWS's words and the place.
    package init(
        parsing text: String,
        kind: PolicyKind,
        unsupportedOperators: UnsupportedOperators = .refuse
    ) throws(PolicyDocumentError) {
        let parser = PolicyParser(kind: kind, unsupportedOperators: unsupportedOperators)
        self = try parser.document(text)
    }

    init(kind: PolicyKind, hasVariables: Bool, statements: [Statement]) {
        self.kind = kind
        self.hasVariables = hasVariables
        self.statements = statements
    }

    /// A policy that allows nothing and denies everything, in place of one that can no longer be read.
    package static func denyingEverything(kind: PolicyKind) -> PolicyDocument {
        let everyone = PrincipalClause(entries: [.everyone], isNegated: false)
        let statement = Statement(
            sid: nil,
            index: 0,
            effect: .deny,
            principals: kind.namesPrincipals ? everyone : nil,
            actions: ActionClause(patterns: ["*"], isNegated: false),
            resources: nil,
            conditions: []
        )
        return PolicyDocument(kind: kind, hasVariables: false, statements: [statement])
    }

    /// The users, roles and accounts that the policy names as AWS principals, as they are written.
    package var awsPrincipals: [String] {
        statements.flatMap { statement in
            (statement.principals?.entries ?? []).compactMap { entry in
                switch entry {
                case .user(let arn), .role(let arn), .session(let arn): arn
                case .account(let id): "arn:aws:iam::\(id):root"
                default: nil
                }
            }
        }
    }

    package var statementCount: Int { statements.count }
}

/// What becomes of condition operators that this version does not evaluate.
package enum UnsupportedOperators: Sendable, Hashable {
    /// The document is refused.
    case refuse
    /// Statements that use one allow nothing, and deny whatever else they match.
    case failClosed
}
