/// A text with wildcards and variables, as it stands in a resource or an operand.
final class Template: Sendable {
    /// A part of the text.
    enum Piece: Sendable, Hashable {
        /// Text in which `*` and `?` are wildcards where the operator knows wildcards.
        case text(String)
        /// A character that is never a wildcard, from `${*}`, `${?}` or `${$}`.
        case literal(String)
        /// A condition key, and what stands for it if the request does not have it.
        case variable(ConditionKey, fallback: String?)
    }

    /// As it was written.
    let source: String
    let pieces: [Piece]
    /// The pattern, if it has no variables.
    let constant: Glob?
    /// The text, if it has no variables.
    let constantText: String?

    /// Reads variables if they are wanted; a `${` without an end is plain text.
    init(_ source: String, hasVariables: Bool) {
        self.source = source
        let pieces = hasVariables ? Template.pieces(of: source) : [.text(source)]
        self.pieces = pieces
        let isConstant = pieces.allSatisfy { piece in
            if case .variable = piece { false } else { true }
        }
        constant = isConstant ? Template.glob(of: pieces, ContextKeys()) : nil
        constantText = isConstant ? Template.text(of: pieces, ContextKeys()) : nil
    }

    /// Whether it has neither variables nor wildcards.
    var isPlain: Bool { pieces.count == 1 && pieces[0] == .text(source) && !source.contains { $0 == "*" || $0 == "?" } }

    /// The keys of its variables.
    var variables: [ConditionKey] {
        pieces.compactMap { piece in
            if case .variable(let key, _) = piece { key } else { nil }
        }
    }

    /// Whether a text is the pattern's; never if a variable stands for nothing.
    func matches(_ text: UnsafeBufferPointer<UInt8>, _ keys: ContextKeys) -> Bool {
        if let constant { return constant.matches(text) }
        return Template.glob(of: pieces, keys)?.matches(text) ?? false
    }

    /// As above.
    func matches(_ text: String, _ keys: ContextKeys) -> Bool {
        if let constant { return constant.matches(text) }
        return Template.glob(of: pieces, keys)?.matches(text) ?? false
    }

    /// The text with its variables replaced and its wildcards as plain characters; nil if one stands for nothing.
    func text(_ keys: ContextKeys) -> String? { constantText ?? Template.text(of: pieces, keys) }

    private static func glob(of pieces: [Piece], _ keys: ContextKeys) -> Glob? {
        var builder = GlobBuilder()
        for piece in pieces {
            switch piece {
            case .text(let text): builder.append(pattern: text)
            case .literal(let text): builder.append(literal: text)
            case .variable(let key, let fallback):
                // What a variable stands for is literal: a tag whose value is "*" matches only "*".
                guard let text = keys.replacement(for: key, fallback: fallback) else { return nil }
                builder.append(literal: text)
            }
        }
        return builder.glob
    }

    private static func text(of pieces: [Piece], _ keys: ContextKeys) -> String? {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text), .literal(let text): result += text
            case .variable(let key, let fallback):
                guard let text = keys.replacement(for: key, fallback: fallback) else { return nil }
                result += text
            }
        }
        return result
    }

    private static func pieces(of source: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = source[...]
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            if start.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<start.lowerBound]))) }
            pieces.append(piece(of: rest[start.upperBound..<end]))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    /// What stands between `${` and `}`: a character, a key, or a key, a comma and a fallback in single quotes.
    private static func piece(of content: Substring) -> Piece {
        if content == "*" || content == "?" || content == "$" { return .literal(String(content)) }
        guard let comma = content.firstIndex(of: ",") else {
            return .variable(ConditionKey(String(content)), fallback: nil)
        }
        let key = trimmed(content[..<comma])
        let fallback = trimmed(content[content.index(after: comma)...])
        guard fallback.count >= 2, fallback.first == "'", fallback.last == "'" else {
            return .variable(ConditionKey(String(content)), fallback: nil)
        }
        return .variable(ConditionKey(String(key)), fallback: String(fallback.dropFirst().dropLast()))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
