import AWSProtocols

extension ParameterReader {
    mutating func clusterName() -> String? { string("clusterName", length: 1...100) }

    /// A token, of which no message shows a part.
    mutating func token(_ name: String, atMost maximum: Int) -> String {
        guard let text = string(name) else {
            noteMissing(name)
            return ""
        }
        if text.utf8.count > maximum {
            note(
                value: "***",
                at: name,
                constraint: "Member must have length less than or equal to \(maximum)"
            )
        }
        return text
    }
}
