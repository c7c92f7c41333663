import AWSProtocols
import AWSVocabulary

/// How much of the space for policies and tags a session takes up.
enum PackedSize {
    /// Bytes of policies, ARNs and tags that fit into a session; a session token must stay small enough for a header.
    private static let space = 4096

    /// Whole percent, 1 at least; nil if there are neither policies nor tags.
    ///
    /// - Throws: `PackedPolicyTooLarge` above 100.
    static func percent(policy: SessionPolicyParameters, tags: SessionTags) throws(Fault) -> Int? {
        guard !policy.isEmpty || !tags.isEmpty else { return nil }
        var bytes = policy.document?.utf8.count ?? 0
        for arn in policy.arns { bytes += arn.utf8.count }
        for tag in tags.tags { bytes += tag.key.utf8.count + tag.value.utf8.count }
        for key in tags.transitiveKeys { bytes += key.utf8.count }
        let percent = max(1, (bytes * 100 + space - 1) / space)
        guard percent <= 100 else { throw Words.policyTooLarge(percent: percent) }
        return percent
    }
}
