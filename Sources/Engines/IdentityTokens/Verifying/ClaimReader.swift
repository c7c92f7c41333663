import AWSVocabulary
import Ambient
import JSONTree

/// Reads claims as the types they must have.
struct ClaimReader {
    private static let tagsClaim = "https://aws.amazon.com/tags"
    private static let maximumTags = 50

    private let payload: JSONObject

    init(_ payload: JSONObject) {
        self.payload = payload
    }

    func text(_ name: String) throws(TokenRejection) -> String {
        guard let text = try optionalText(name), !text.isEmpty else { throw .missingClaim(name) }
        return text
    }

    func optionalText(_ name: String) throws(TokenRejection) -> String? {
        guard let value = payload[name] else { return nil }
        guard let text = value.string else { throw .malformedClaim(name, reason: "it is not a string") }
        return text
    }

    func texts(_ name: String) throws(TokenRejection) -> [String] {
        let texts = try optionalTexts(name)
        guard !texts.isEmpty, texts.allSatisfy({ !$0.isEmpty }) else { throw .missingClaim(name) }
        return texts
    }

    /// A string or a list of strings.
    func optionalTexts(_ name: String) throws(TokenRejection) -> [String] {
        switch payload[name] {
        case nil: return []
        case .string(let text)?: return [text]
        case .array(let elements)?:
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else {
                throw .malformedClaim(name, reason: "an element is not a string")
            }
            return texts
        default: throw .malformedClaim(name, reason: "it is neither a string nor a list of strings")
        }
    }

    func time(_ name: String) throws(TokenRejection) -> Timestamp {
        guard let time = try optionalTime(name) else { throw .missingClaim(name) }
        return time
    }

    /// Whole seconds since the epoch, in a range that arithmetic cannot leave.
    func optionalTime(_ name: String) throws(TokenRejection) -> Timestamp? {
        guard let value = payload[name] else { return nil }
        guard let seconds = value.integer, (0...253_402_300_799).contains(seconds) else {
            throw .malformedClaim(name, reason: "it is not a whole number of seconds since 1970")
        }
        return Timestamp(seconds: Int64(seconds))
    }

    func sessionTags() throws(TokenRejection) -> (tags: [Tag], transitive: [String]) {
        guard let claim = payload[Self.tagsClaim] else { return ([], []) }
        guard let principal = claim["principal_tags"]?.object, principal.count <= Self.maximumTags else {
            throw .malformedClaim(Self.tagsClaim, reason: "principal_tags is not an object of at most 50 tags")
        }
        var tags: [Tag] = []
        for (key, value) in principal.members {
            // A list of one value is how SAML-minded providers write it.
            guard let text = value.string ?? (value.array?.count == 1 ? value.array?[0].string : nil) else {
                throw .malformedClaim(Self.tagsClaim, reason: "the tag \(key) is not a string")
            }
            tags.append(Tag(key: key, value: text))
        }
        let transitive = claim["transitive_tag_keys"]?.array?.compactMap(\.string) ?? []
        return (tags, transitive)
    }
}
