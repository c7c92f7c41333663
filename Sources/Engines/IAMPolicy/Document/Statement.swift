/// One statement, compiled.
struct Statement: Sendable {
    enum Effect: String, Sendable {
        case allow = "Allow"
        case deny = "Deny"
    }

    let sid: String?
    /// From 0.
    let index: Int
    let effect: Effect
    /// Nil in policies that name none.
    let principals: PrincipalClause?
    let actions: ActionClause
    /// Nil in trust policies, whose role is the resource.
    let resources: ResourceClause?
    let conditions: [Condition]

    /// The Sid, or the number counted from 1.
    var name: String { sid ?? "#\(index + 1)" }
}
