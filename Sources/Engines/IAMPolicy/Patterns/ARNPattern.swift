/// A pattern of ARNs, compared part by part, so that `*` never crosses the first five colons.
final class ARNPattern: Sendable {
    /// Where variables count.
    enum Variables: Sendable {
        case nowhere
        case afterFifthColon
        case everywhere
    }

    private static let colon = UInt8(ascii: ":")

    /// As it was written.
    let source: String
    private let isAny: Bool
    /// Six parts, or fewer if the pattern is shorter.
    private let parts: [Template]
    /// The first five parts with their colons, if nothing in them varies; they are then compared at once.
    private let fixed: [UInt8]
    /// The sixth part, if the first five are fixed and it has no variables.
    private let rest: Glob?

    init(_ source: String, variables: Variables) {
        self.source = source
        isAny = source == "*"
        let texts = ARNPattern.split(source, hasVariables: variables != .nowhere)
        let parts = texts.enumerated().map { index, part in
            Template(part, hasVariables: variables == .everywhere || (variables == .afterFifthColon && index == 5))
        }
        self.parts = parts
        let isFixed = parts.count == 6 && parts.prefix(5).allSatisfy(\.isPlain)
        fixed = isFixed ? texts.prefix(5).flatMap { Array($0.utf8) + [Self.colon] } : []
        rest = isFixed ? parts[5].constant : nil
    }

    func matches(_ resource: String, _ keys: ContextKeys) -> Bool {
        if isAny { return true }
        if let result = resource.utf8.withContiguousStorageIfAvailable({ matches($0, keys) }) { return result }
        return Array(resource.utf8).withUnsafeBufferPointer { matches($0, keys) }
    }

    func matches(_ resource: UnsafeBufferPointer<UInt8>, _ keys: ContextKeys) -> Bool {
        if isAny { return true }
        if let rest {
            guard ARNPattern.begins(resource, with: fixed) else { return false }
            return rest.matches(UnsafeBufferPointer(rebasing: resource[fixed.count...]))
        }
        var start = 0
        for index in 0..<6 {
            var end = resource.count
            if index < 5 {
                guard let colon = resource[start...].firstIndex(of: Self.colon) else { return false }
                end = colon
            }
            // A pattern of fewer parts leaves the rest open.
            if index < parts.count {
                let part = UnsafeBufferPointer(rebasing: resource[start..<end])
                guard parts[index].matches(part, keys) else { return false }
            }
            start = end + 1
        }
        return true
    }

    private static func begins(_ text: UnsafeBufferPointer<UInt8>, with prefix: [UInt8]) -> Bool {
        guard text.count >= prefix.count, let start = text.baseAddress else { return prefix.isEmpty }
        return prefix.withUnsafeBytes { prefix in
            prefix.baseAddress.map { SameBytes.at($0, start, count: prefix.count) } ?? true
        }
    }

    /// Splits at the first five colons that are not part of a variable.
    private static func split(_ source: String, hasVariables: Bool) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        var isVariable = false
        for byte in source.utf8 {
            if hasVariables, byte == UInt8(ascii: "{"), part.last == UInt8(ascii: "$") { isVariable = true }
            if byte == UInt8(ascii: "}") { isVariable = false }
            if byte == colon, !isVariable, parts.count < 5 {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            } else {
                part.append(byte)
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }
}
