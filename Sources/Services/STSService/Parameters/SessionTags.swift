import AWSVocabulary
import IAMPolicy
import SessionCredentials

/// The tags of a session, and which of them follow it into the roles it takes.
struct SessionTags: Sendable, Hashable {
    static let maximumCount = 50
    static let keyLength = 1...128
    static let valueLength = 0...256

    private(set) var tags: [Tag]
    private(set) var transitiveKeys: [String]

    static let none = SessionTags(tags: [], transitiveKeys: [])

    init(tags: [Tag], transitiveKeys: [String]) {
        self.tags = tags
        self.transitiveKeys = transitiveKeys
    }

    /// The tags that a session hands on.
    init(inheritedFrom claims: SessionClaims) {
        let keys = Set(claims.transitiveTagKeys.map { $0.lowercased() })
        tags = claims.tags.filter { keys.contains($0.key.lowercased()) }
        transitiveKeys = claims.transitiveTagKeys
    }

    var isEmpty: Bool { tags.isEmpty }

    /// These tags, which were inherited, and others, which were asked for.
    ///
    /// - Throws: `ValidationError` if a tag of the same key was inherited, whatever its case.
    func adding(_ requested: SessionTags) throws -> SessionTags {
        let inherited = Set(tags.map { $0.key.lowercased() })
        guard !requested.tags.contains(where: { inherited.contains($0.key.lowercased()) }) else {
            throw Words.transitiveTagConflict
        }
        return SessionTags(tags: tags + requested.tags, transitiveKeys: transitiveKeys + requested.transitiveKeys)
    }

    /// Whether two keys are the same but for case.
    var hasDuplicates: Bool {
        tags.count > 1 && Set(tags.map { $0.key.lowercased() }).count < tags.count
    }

    /// Whether every transitive key is a tag's.
    var areTransitiveKeysTagged: Bool {
        guard !transitiveKeys.isEmpty else { return true }
        let keys = Set(tags.map { $0.key.lowercased() })
        return transitiveKeys.allSatisfy { keys.contains($0.lowercased()) }
    }

    /// The condition keys that tags give to a request.
    func add(to keys: inout ContextKeys) {
        guard !tags.isEmpty else { return }
        for tag in tags { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        keys.set("aws:TagKeys", multivalued: tags.map(\.key))
        if !transitiveKeys.isEmpty { keys.set("sts:TransitiveTagKeys", multivalued: transitiveKeys) }
    }

    /// Whether a text has only characters that AWS allows in tags: letters, separators, numbers and `_.:/=+-@`.
    static func isAllowed(_ text: String) -> Bool {
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
