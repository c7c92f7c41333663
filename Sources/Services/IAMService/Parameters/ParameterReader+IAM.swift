import AWSProtocols
import AWSVocabulary

/// The parameters that many IAM operations share.
extension ParameterReader {
    mutating func name(_ parameter: String, atMost length: Int) -> String {
        requiredString(parameter, length: 1...length, pattern: .name)
    }

    mutating func optionalName(_ parameter: String, atMost length: Int) -> String? {
        string(parameter, length: 1...length, pattern: .name)
    }

    mutating func arn(_ parameter: String) -> String { requiredString(parameter, length: 20...2048) }

    mutating func optionalARN(_ parameter: String) -> String? { string(parameter, length: 20...2048) }

    mutating func path() -> String { string("Path", length: 1...512, pattern: .path) ?? "/" }

    mutating func pathPrefix() -> String {
        string("PathPrefix", length: 1...512, pattern: .iamPathPrefix) ?? "/"
    }

    mutating func document(_ parameter: String = "PolicyDocument") -> String {
        requiredString(parameter, length: 1...131_072, pattern: .iamDocument)
    }

    mutating func description() -> String? {
        string("Description", length: 0...1000, pattern: .iamDescription)
    }

    mutating func versionID() -> String { requiredString("VersionId", pattern: .iamVersionID) }

    mutating func page() -> PageRequest {
        PageRequest(
            marker: string("Marker", length: 1...320, pattern: .iamMarker),
            limit: integer("MaxItems", range: 1...1000) ?? 100
        )
    }

    /// The tags a call brings; at most 50, and none of AWS's own.
    mutating func tags() -> [Tag] {
        let members = structures("Tags", count: 0...50) ?? []
        return members.enumerated().map { index, member in
            let place = "tags.\(index + 1).member"
            let key = text("Key", of: member, at: "\(place).key", length: 1...128, pattern: .iamTagKey)
            let value = text("Value", of: member, at: "\(place).value", length: 0...256, pattern: .iamTagValue)
            return Tag(key: key, value: value)
        }
    }

    mutating func requiredTags() -> [Tag] {
        if structures("Tags") == nil { noteMissing("tags") }
        return tags()
    }

    mutating func tagKeys() -> [String] {
        if let keys = strings("TagKeys", count: 0...50, each: 1...128, pattern: .iamTagKey) { return keys }
        noteMissing("tagKeys")
        return []
    }

    /// A member of a structure in a list; empty, and noted, if it is not there.
    private mutating func text(
        _ name: String,
        of member: WireStructure,
        at place: String,
        length: ClosedRange<Int>,
        pattern: TextPattern
    ) -> String {
        guard let text = member.string(name) else {
            noteMissing(place)
            return ""
        }
        check(text, at: place, length: length, pattern: pattern)
        return text
    }
}
