package import JSONTree

/// Why a case cannot be evaluated, and where that stands in it.
package struct CaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The member at fault, for example `request.action` or `identityPolicies[0]`.
    package let member: String
    /// What is wrong and what would be right.
    package let detail: String
    package let position: LocatedJSON.Position

    package var description: String {
        "\(member.isEmpty ? "" : member + ": ")\(detail) (line \(position.line), column \(position.column))"
    }

    init(_ member: String, _ detail: String, at position: LocatedJSON.Position) {
        self.member = member
        self.detail = detail
        self.position = position
    }
}
