import AWSProtocols
import AWSVocabulary
import RoleSessions

extension TextPattern {
    /// Keys and values of session tags.
    static let sessionTag = TextPattern(#"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#, allows: SessionTags.isAllowed)
}

extension SessionTags {
    /// Reads `Tags` and `TransitiveTagKeys`.
    init(from reader: inout ParameterReader) {
        var tags: [Tag] = []
        let structures = reader.structures("Tags", count: 0...Self.maximumCount) ?? []
        for (index, structure) in structures.enumerated() {
            let path = "tags.\(index + 1).member"
            guard let key = structure.string("Key") else {
                reader.noteMissing("\(path).key")
                continue
            }
            guard let value = structure.string("Value") else {
                reader.noteMissing("\(path).value")
                continue
            }
            reader.check(key, at: "\(path).key", length: Self.keyLength, pattern: .sessionTag)
            reader.check(value, at: "\(path).value", length: Self.valueLength, pattern: .sessionTag)
            tags.append(Tag(key: key, value: value))
        }
        let transitive = reader.strings(
            "TransitiveTagKeys",
            count: 0...Self.maximumCount,
            each: Self.keyLength,
            pattern: .sessionTag
        )
        self.init(tags: tags, transitiveKeys: transitive ?? [])
    }

    /// Checks the tags against each other.
    ///
    /// - Throws: `ValidationError` for a key that occurs twice, is AWS's own, or is transitive without a tag.
    func check() throws(Fault) {
        if let reserved = tags.first(where: { $0.key.lowercased().hasPrefix("aws:") }) {
            throw Fault(
                .validation,
                "Tag key \(reserved.key) is not valid: keys that begin with aws: are reserved for internal use"
            )
        }
        guard !hasDuplicates else { throw Words.duplicateTagKeys }
        guard areTransitiveKeysTagged else { throw Words.transitiveKeyWithoutTag }
    }
}
