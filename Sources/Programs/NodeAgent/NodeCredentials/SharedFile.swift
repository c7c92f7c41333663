/// AWS's shared files: sections of `name = value` lines.
struct SharedFile: Sendable {
    private static let limit = 1024 * 1024

    private var sections: [String: [String: String]] = [:]

    /// Reads the text; what is no section, setting or comment is passed over, as the SDKs do.
    init(parsing text: String) {
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let trimmed = Self.trimmed(line)
            if line.first?.isWhitespace == true || trimmed.isEmpty || trimmed.first == "#" || trimmed.first == ";" {
                continue
            }
            if trimmed.first == "[", let end = trimmed.firstIndex(of: "]") {
                section = String(Self.trimmed(trimmed[trimmed.index(after: trimmed.startIndex)..<end]))
                if section.hasPrefix("profile ") { section = String(Self.trimmed(section.dropFirst(8))) }
                continue
            }
            let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            var value = Self.trimmed(parts[1])
            if let comment = value.range(ofFirst: " #") ?? value.range(ofFirst: " ;") { value = value[..<comment] }
            sections[section, default: [:]][Self.trimmed(parts[0]).lowercased()] = String(Self.trimmed(value))
        }
    }

    init(path: String) throws(FileText.Unreadable) {
        self.init(parsing: try FileText.read(path, limit: Self.limit))
    }

    subscript(section: String, name: String) -> String? {
        sections[section]?[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func trimmed(_ text: some StringProtocol) -> Substring {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

extension Substring {
    /// Where a text first occurs.
    fileprivate func range(ofFirst text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
