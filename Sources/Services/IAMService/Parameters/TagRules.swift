import AWSProtocols
import AWSVocabulary

/// How tags of a resource change (IAM User Guide, "Tags for IAM resources").
struct TagRules: Sendable {
    /// Whether keys that differ only in case are one key.
    let foldsKeys: Bool
    let limit: Int

    init<Entity: IAMEntity>(_ kind: Entity.Type, _ limits: Limits) {
        foldsKeys = Entity.foldsTagKeys
        limit = limits.tags
    }

    /// - Throws: `InvalidInput` for a key given twice or one of AWS's own, `LimitExceeded` for too many.
    func adding(_ added: [Tag], to tags: [Tag]) throws(Fault) -> [Tag] {
        var result = tags
        var seen: Set<String> = []
        for tag in added {
            guard !tag.key.lowercased().hasPrefix("aws:") else { throw Words.reservedTag }
            guard seen.insert(folded(tag.key)).inserted else { throw Words.duplicateTags }
            if let index = result.firstIndex(where: { folded($0.key) == folded(tag.key) }) {
                result[index] = tag
            } else {
                result.append(tag)
            }
        }
        guard result.count <= limit else { throw Words.tooManyTags }
        return result
    }

    /// Keys that are not there are no mistake.
    func removing(_ keys: [String], from tags: [Tag]) -> [Tag] {
        let removed = Set(keys.map(folded))
        return tags.filter { !removed.contains(folded($0.key)) }
    }

    private func folded(_ key: String) -> String { foldsKeys ? key.lowercased() : key }
}
