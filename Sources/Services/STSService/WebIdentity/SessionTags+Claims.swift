import AWSVocabulary
import IdentityTokens
import RoleSessions

extension SessionTags {
    /// The tags that a token asks for.
    ///
    /// - Throws: `TokenRejection.malformedClaim` for tags that a session cannot have.
    init(_ claims: TokenClaims) throws(TokenRejection) {
        self.init(tags: claims.sessionTags, transitiveKeys: claims.transitiveTagKeys)
        guard !tags.isEmpty || !transitiveKeys.isEmpty else { return }
        if let reason = flaw { throw .malformedClaim("https://aws.amazon.com/tags", reason: reason) }
    }

    private var flaw: String? {
        if tags.count > Self.maximumCount { return "there are more than \(Self.maximumCount) tags" }
        for tag in tags {
            let fits =
                Self.keyLength.contains(tag.key.unicodeScalars.count)
                && Self.valueLength.contains(tag.value.unicodeScalars.count)
            guard fits, Self.isAllowed(tag.key), Self.isAllowed(tag.value) else {
                return "the tag \(tag.key.prefix(128)) is too long or has a character that is not allowed"
            }
            guard !tag.key.lowercased().hasPrefix("aws:") else { return "the tag \(tag.key) has a reserved prefix" }
        }
        if hasDuplicates { return "two tags have the same key but for case" }
        return areTransitiveKeysTagged ? nil : "a transitive key is not the key of a tag"
    }
}
