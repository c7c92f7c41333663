/// Why a token is not even sent to EKS Auth, in the words of AWS's agent.
package struct TokenProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    static func malformed(_ reason: String) -> TokenProblem {
        TokenProblem(description: "token is malformed: \(reason)")
    }
    static func unverifiable(_ reason: String) -> TokenProblem {
        TokenProblem(description: "token is unverifiable: \(reason)")
    }
}
