/// Kubernetes's `$(NAME)` in commands, arguments and variables.
enum VariableExpansion {
    /// Replaces `$(NAME)` by the value of a known variable; `$$` stands for `$`, and what is not known stays as it is.
    static func expand(_ text: String, with variables: [String: String]) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let next = bytes[index + 1]
            if next == UInt8(ascii: "$") {
                result.append(next)
                index += 2
            } else if next == UInt8(ascii: "("), let end = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")")) {
                let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
                result += variables[name].map { Array($0.utf8) } ?? Array(bytes[index...end])
                index = end + 1
            } else {
                result += [bytes[index], next]
                index += 2
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
