import AWSProtocols
import AWSVocabulary

/// Tags as S3's XML has them.
enum TagSet {
    /// Reads a `Tagging` document.
    ///
    /// - Throws: `Fault`.
    static func read(_ bytes: [UInt8], maximum: Int) throws(Fault) -> [Tag] {
        guard let root = try? XMLReader.read(bytes), root.name == "Tagging", let set = root["TagSet"] else {
            throw Words.malformedXML
        }
        var tags: [Tag] = []
        for element in set.all("Tag") {
            guard let key = element.string("Key"), let value = element.string("Value") else { throw Words.malformedXML }
            tags.append(Tag(key: key, value: value))
        }
        return try checked(tags, maximum: maximum)
    }

    /// - Throws: `Fault` for too many tags, keys that occur twice, and lengths S3 does not keep.
    static func checked(_ tags: [Tag], maximum: Int) throws(Fault) -> [Tag] {
        guard tags.count <= maximum else {
            throw Fault("BadRequest", status: 400, "Object tags cannot be greater than \(maximum)")
        }
        guard Set(tags.map(\.key)).count == tags.count else {
            throw Fault("InvalidTag", status: 400, "Cannot provide multiple Tags with the same key")
        }
        for tag in tags {
            guard (1...128).contains(tag.key.count), tag.value.count <= 256, !tag.key.hasPrefix("aws:") else {
                throw Fault("InvalidTag", status: 400, "The TagKey or TagValue you have provided is invalid")
            }
        }
        return tags
    }

    static func xml(_ tags: [Tag]) -> [UInt8] {
        S3XML.document("Tagging") { writer in
            writer.element("TagSet") { writer in
                for tag in tags {
                    writer.element("Tag") { writer in
                        writer.element("Key", tag.key)
                        writer.element("Value", tag.value)
                    }
                }
            }
        }
    }
}
