package import AWSVocabulary
package import IAMPolicy
package import SessionCredentials

/// The tags of a session, and which of them follow it into the roles it takes.
package struct SessionTags: Sendable, Hashable {
    package static let maximumCount = 50
    package static let keyLength = 1...128
    package static let valueLength = 0...256

    package private(set) var tags: [Tag]
    package private(set) var transitiveKeys: [String]

    package static let none = SessionTags(tags: [], transitiveKeys: [])

    package init(tags: [Tag], transitiveKeys: [String]) {
        self.tags = tags
        self.transitiveKeys = transitiveKeys
    }

    /// The tags that a session hands on.
    package init(inheritedFrom claims: SessionClaims) {
        let keys = Set(claims.transitiveTagKeys.map { $0.lowercased() })
        tags = claims.tags.filter { keys.contains($0.key.lowercased()) }
        transitiveKeys = claims.transitiveTagKeys
    }

    package var isEmpty: Bool { tags.isEmpty }

    /// These tags, which were inherited, and others, which were asked for.
    ///
    /// - Throws: `ValidationError` if a tag of the same key was inherited, whatever its case.
    package func adding(_ requested: SessionTags) throws -> SessionTags {
        let inherited = Set(tags.map { $0.key.lowercased() })
        guard !requested.tags.contains(where: { inherited.contains($0.key.lowercased()) }) else {
            throw Words.transitiveTagConflict
        }
        return SessionTags(tags: tags + requested.tags, transitiveKeys: transitiveKeys + requested.transitiveKeys)
    }

    /// Whether two keys are the same but for case.
    package var hasDuplicates: Bool {
        tags.count > 1 && Set(tags.map { $0.key.lowercased() }).count < tags.count
    }

    /// Whether every transitive key is a tag's.
    package var areTransitiveKeysTagged: Bool {
        guard !transitiveKeys.isEmpty else { return true }
        let keys = Set(tags.map { $0.key.lowercased() })
        return transitiveKeys.allSatisfy { keys.contains($0.lowercased()) }
    }

    private static let tagKeys = ConditionKey("aws:TagKeys")
    private static let transitiveTagKeys = ConditionKey("sts:TransitiveTagKeys")

    /// The condition keys that tags give to a request.
    package func add(to keys: inout ContextKeys) {
        guard !tags.isEmpty else { return }
        for tag in tags { keys.set(ConditionKey("aws:RequestTag/" + tag.key), tag.value) }
        keys[Self.tagKeys] = tags.map(\.key)
        if !transitiveKeys.isEmpty { keys[Self.transitiveTagKeys] = transitiveKeys }
    }

    /// Whether a text has only characters that AWS allows in tags: letters, separators, numbers and `_.:/=+-@`.
    package static func isAllowed(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "_", ".", ":", "/", "=", "+", "-", "@": true
            default: isWord(scalar)
            }
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .spaceSeparator, .lineSeparator, .paragraphSeparator, .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }
}
