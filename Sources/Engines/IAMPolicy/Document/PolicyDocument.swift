package import JSONTree

/// A policy, compiled: evaluating it parses nothing.
package struct PolicyDocument: Sendable {
    package let kind: PolicyKind
    /// `2012-10-17` or `2008-10-17`; nil if the document names none, which means the older.
    package let version: String?
    let id: String?
    let statements: [Statement]
    /// Whether the statements stand in a list.
    let isStatementList: Bool

    /// Compiles a document.
    ///
    /// - Throws: `PolicyDocumentError` with AWS's words and the place.
    package init(parsing text: String, kind: PolicyKind) throws(PolicyDocumentError) {
        self = try PolicyParser(kind: kind).document(text)
    }

    /// Compiles a document that is part of a larger one; errors then carry places in that one.
    ///
    /// - Throws: as above.
    package init(_ tree: LocatedJSON, kind: PolicyKind) throws(PolicyDocumentError) {
        self = try PolicyParser(kind: kind).document(tree)
    }

    /// Whether `${…}` stands for values, as it does since version 2012-10-17.
    var hasVariables: Bool { version == "2012-10-17" }

    init(kind: PolicyKind, version: String?, id: String? = nil, statements: [Statement], isStatementList: Bool = true) {
        self.kind = kind
        self.version = version
        self.id = id
        self.statements = statements
        self.isStatementList = isStatementList
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
        return PolicyDocument(kind: kind, version: nil, statements: [statement])
    }

    /// A policy without statements, in place of one that nobody can read and nothing depends on.
    package static func allowingNothing(kind: PolicyKind) -> PolicyDocument {
        PolicyDocument(kind: kind, version: nil, statements: [])
    }

    /// The users, roles and accounts that the policy names as AWS principals, as they are written.
    package var awsPrincipals: [String] {
        statements.flatMap { statement in
            (statement.principals?.entries ?? []).compactMap { entry in
                switch entry {
                case .user(let arn), .role(let arn), .session(let arn), .federatedUser(let arn): arn
                case .account(let id): "arn:aws:iam::\(id):root"
                default: nil
                }
            }
        }
    }

    package var statementCount: Int { statements.count }

    /// Whether any statement allows.
    var allows: Bool { statements.contains { $0.effect == .allow } }
}
