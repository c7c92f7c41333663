import JSONTree

/// One statement, compiled.
final class Statement: Sendable {
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
    /// Where the statement begins.
    let position: LocatedJSON.Position
    /// The place after its last character.
    let end: LocatedJSON.Position

    init(
        sid: String?,
        index: Int,
        effect: Effect,
        principals: PrincipalClause?,
        actions: ActionClause,
        resources: ResourceClause?,
        conditions: [Condition],
        position: LocatedJSON.Position = LocatedJSON.Position(line: 1, column: 1),
        end: LocatedJSON.Position = LocatedJSON.Position(line: 1, column: 1)
    ) {
        self.sid = sid
        self.index = index
        self.effect = effect
        self.principals = principals
        self.actions = actions
        self.resources = resources
        self.conditions = conditions
        self.position = position
        self.end = end
    }

    /// The Sid, or the number counted from 1.
    var name: String { sid ?? "#\(index + 1)" }
}
