/// What every backend of one kind must do: a sentence, and what shows whether it is true.
package struct ConformanceClaim<Backend: Sendable>: Sendable, CustomStringConvertible {
    /// Opens the backend on the same place, which is empty the first time and holds what was written later.
    package typealias Opener = @Sendable () async throws -> Backend

    package let description: String
    private let findProblems: @Sendable (Opener) async throws -> [String]

    init(_ description: String, problems: @escaping @Sendable (Opener) async throws -> [String]) {
        self.description = description
        findProblems = problems
    }

    /// What a backend does otherwise, a sentence each; none if the claim is true.
    ///
    /// - Throws: what the backend throws, which is a problem too.
    package func problems(of open: Opener) async throws -> [String] { try await findProblems(open) }
}

/// A problem if two values differ, none if they do not.
func difference<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) -> [String] {
    found == expected ? [] : ["\(what): found \(found), not \(expected)"]
}
