/// A text with wildcards and variables, as it stands in a resource or an operand.
struct Template: Sendable, Hashable {
    /// A part of the text.
    enum Piece: Sendable, Hashable {
        /// Text in which `*` and `?` are wildcards where the operator knows wildcards.
        case text(String)
        /// A character that is never a wildcard, from `${*}`, `${?}` or `${$}`.
        case literal(String)
        /// A condition key, in lower case, and what stands for it if it has no single value.
        case variable(key: String, fallback: String?)
    }

    /// As it was written.
    let source: String
    let pieces: [Piece]
    private let constant: Glob?
    private let constantText: String?

    /// Reads variables if they are wanted; a `${` without an end is plain text.
    init(_ source: String, hasVariables: Bool) {
        self.source = source
        let pieces = hasVariables ? Template.pieces(of: source) : [.text(source)]
        self.pieces = pieces
        let isConstant = pieces.allSatisfy { piece in
            if case .variable = piece { false } else { true }
        }
        constant = isConstant ? Template.glob(of: pieces) { _ in nil } : nil
        constantText = isConstant ? Template.text(of: pieces) { _ in nil } : nil
    }

    /// The pattern with its variables replaced; nil if one has neither a single value nor a fallback.
    func glob(_ keys: ContextKeys) -> Glob? { constant ?? Template.glob(of: pieces) { keys.single($0) } }

    /// The text with its variables replaced and its wildcards as plain characters; nil as above.
    func text(_ keys: ContextKeys) -> String? { constantText ?? Template.text(of: pieces) { keys.single($0) } }

    private static func glob(of pieces: [Piece], value: (String) -> String?) -> Glob? {
        var glob = Glob()
        for piece in pieces {
            switch piece {
            case .text(let text): for byte in text.utf8 { glob.appendPattern(byte) }
            case .literal(let text): glob.appendLiteral(text)
            case .variable(let key, let fallback):
                guard let text = value(key) ?? fallback else { return nil }
                // What a variable stands for is literal: a tag whose value is "*" matches only "*".
                glob.appendLiteral(text)
            }
        }
        return glob
    }

    private static func text(of pieces: [Piece], value: (String) -> String?) -> String? {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text), .literal(let text): result += text
            case .variable(let key, let fallback):
                guard let text = value(key) ?? fallback else { return nil }
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
            return .variable(key: content.lowercased(), fallback: nil)
        }
        let key = trimmed(content[..<comma])
        let fallback = trimmed(content[content.index(after: comma)...])
        guard fallback.count >= 2, fallback.first == "'", fallback.last == "'" else {
            return .variable(key: content.lowercased(), fallback: nil)
        }
        return .variable(key: key.lowercased(), fallback: String(fallback.dropFirst().dropLast()))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}
