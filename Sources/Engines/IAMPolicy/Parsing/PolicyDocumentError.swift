import JSONTree

/// Why a policy document was refused.
package struct PolicyDocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What AWS answers with `MalformedPolicyDocument`.
    package let awsMessage: String
    /// What is wrong and what would be right.
    package let detail: String
    /// From 1.
    package let line: Int
    /// From 1, in UTF-16 units.
    package let column: Int

    package var description: String { "line \(line), column \(column): \(detail)" }

    init(_ awsMessage: String, _ detail: String, at position: LocatedJSON.Position) {
        self.awsMessage = awsMessage
        self.detail = detail
        line = position.line
        column = position.column
    }
}
