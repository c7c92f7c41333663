/// Reads an input and collects everything that is wrong with it, so that one answer can say all of it.
package struct ParameterReader: Sendable {
    private let input: WireStructure
    private var violations: [String] = []

    package init(_ input: WireStructure) {
        self.input = input
    }

    /// A text, checked if it is there.
    package mutating func string(
        _ name: String,
        length: ClosedRange<Int>? = nil,
        pattern: TextPattern? = nil
    ) -> String? {
        guard let value = input[name] else { return nil }
        guard let text = value.text else {
            note(value: nil, at: name, constraint: "Member must be a string")
            return nil
        }
        check(text, at: ParameterReader.wireName(name), length: length, pattern: pattern)
        return text
    }

    /// A text that must be there; empty, and noted, if it is not.
    package mutating func requiredString(
        _ name: String,
        length: ClosedRange<Int>? = nil,
        pattern: TextPattern? = nil
    ) -> String {
        if let text = string(name, length: length, pattern: pattern) { return text }
        noteMissing(name)
        return ""
    }

    /// A whole number, checked if it is there.
    package mutating func integer(_ name: String, range: ClosedRange<Int>? = nil) -> Int? {
        guard let value = input[name] else { return nil }
        guard let number = input.integer(name) else {
            note(value: value.text, at: name, constraint: "Member must be an integer")
            return nil
        }
        guard let range else { return number }
        if number < range.lowerBound {
            note(
                value: String(number),
                at: name,
                constraint: "Member must have value greater than or equal to \(range.lowerBound)"
            )
        } else if number > range.upperBound {
            note(
                value: String(number),
                at: name,
                constraint: "Member must have value less than or equal to \(range.upperBound)"
            )
        }
        return number
    }

    /// A whole number that must be there; 0, and noted, if it is not.
    package mutating func requiredInteger(_ name: String, range: ClosedRange<Int>? = nil) -> Int {
        if input[name] == nil { noteMissing(name) }
        return integer(name, range: range) ?? 0
    }

    /// A boolean, checked if it is there.
    package mutating func boolean(_ name: String) -> Bool? {
        guard let value = input[name] else { return nil }
        guard let flag = input.boolean(name) else {
            note(value: value.text, at: name, constraint: "Member must be a boolean")
            return nil
        }
        return flag
    }

    /// A list of texts, each checked, if it is there.
    package mutating func strings(
        _ name: String,
        count: ClosedRange<Int>? = nil,
        each length: ClosedRange<Int>? = nil,
        pattern: TextPattern? = nil
    ) -> [String]? {
        guard let values = list(name, count: count) else { return nil }
        var texts: [String] = []
        for (index, value) in values.enumerated() {
            guard let text = value.text else {
                note(value: nil, at: name, constraint: "Member must be a string")
                continue
            }
            check(
                text,
                at: "\(ParameterReader.wireName(name)).\(index + 1).member",
                length: length,
                pattern: pattern
            )
            texts.append(text)
        }
        return texts
    }

    /// A list of structures, if it is there.
    package mutating func structures(_ name: String, count: ClosedRange<Int>? = nil) -> [WireStructure]? {
        guard let values = list(name, count: count) else { return nil }
        return values.compactMap { value in
            if case .structure(let members) = value { return members }
            note(value: value.text, at: name, constraint: "Member must be a structure")
            return nil
        }
    }

    /// One of some texts, if it is there.
    package mutating func enumeration(_ name: String, values: [String]) -> String? {
        guard let text = string(name) else { return nil }
        if !values.contains(text) {
            note(
                value: text,
                at: name,
                constraint: "Member must satisfy enum value set: [\(values.joined(separator: ", "))]"
            )
        }
        return text
    }

    /// Notes that a member must be there.
    package mutating func noteMissing(_ name: String) {
        note(value: nil, at: name, constraint: "Member must not be null")
    }

    /// Notes a violation in AWS's words; `at` may be a path such as `tags.1.member.key`.
    package mutating func note(value: String?, at path: String, constraint: String) {
        let shown = value.map { "'\($0.prefix(Self.shownCharacters))'" } ?? "null"
        violations.append(
            "Value \(shown) at '\(Self.wireName(path))' failed to satisfy constraint: \(constraint)"
        )
    }

    /// Ends the reading.
    ///
    /// - Throws: `Fault` of kind `validation` if anything was noted.
    package func finish() throws(Fault) {
        guard !violations.isEmpty else { return }
        let noun = violations.count == 1 ? "error" : "errors"
        throw Fault(
            .validation,
            "\(violations.count) validation \(noun) detected: \(violations.joined(separator: "; "))"
        )
    }

    private static let shownCharacters = 256

    private mutating func list(_ name: String, count: ClosedRange<Int>?) -> [WireValue]? {
        guard let value = input[name] else { return nil }
        guard let values = input.list(name) else {
            note(value: value.text, at: name, constraint: "Member must be a list")
            return nil
        }
        checkCount(values.count, at: name, range: count, noun: "length")
        return values
    }

    /// Checks a text that was found inside of another member.
    package mutating func check(
        _ text: String,
        at path: String,
        length: ClosedRange<Int>? = nil,
        pattern: TextPattern? = nil
    ) {
        if let pattern, !pattern.allows(text) {
            note(
                value: text,
                at: path,
                constraint: "Member must satisfy regular expression pattern: \(pattern.display)"
            )
        }
        guard let length else { return }
        let count = text.unicodeScalars.count
        if count < length.lowerBound {
            note(
                value: text,
                at: path,
                constraint: "Member must have length greater than or equal to \(length.lowerBound)"
            )
        } else if count > length.upperBound {
            note(
                value: text,
                at: path,
                constraint: "Member must have length less than or equal to \(length.upperBound)"
            )
        }
    }

    private mutating func checkCount(_ count: Int, at path: String, range: ClosedRange<Int>?, noun: String) {
        guard let range else { return }
        let value = "[\(count) members]"
        if count < range.lowerBound {
            note(
                value: value,
                at: path,
                constraint: "Member must have \(noun) greater than or equal to \(range.lowerBound)"
            )
        } else if count > range.upperBound {
            note(
                value: value,
                at: path,
                constraint: "Member must have \(noun) less than or equal to \(range.upperBound)"
            )
        }
    }

    /// Members are named with a small first letter in AWS's messages.
    private static func wireName(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}
