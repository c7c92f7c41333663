/// Gives the conditions of a document numbers, the same to those that ask the same.
final class ConditionNumbering {
    private struct Question: Hashable {
        let `operator`: ConditionOperator
        let key: ConditionKey
        /// In UTF-8: texts that Swift calls equal may differ for a policy.
        let operands: [[UInt8]]
    }

    private var numbers: [Question: Int] = [:]

    /// From 0, in the order in which the questions are first seen.
    func number(operator: ConditionOperator, key: ConditionKey, operands: [String]) -> Int {
        let question = Question(operator: `operator`, key: key, operands: operands.map { Array($0.utf8) })
        if let number = numbers[question] { return number }
        let number = numbers.count
        numbers[question] = number
        return number
    }
}
