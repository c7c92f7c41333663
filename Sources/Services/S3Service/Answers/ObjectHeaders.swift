import Ambient
import ServiceModel
import Store

/// The header fields that tell of an object.
enum ObjectHeaders {
    static func fields(_ object: ObjectRecord, withChecksum: Bool) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = [
            ("etag", "\"\(object.etag)\""), ("last-modified", object.modifiedAt.httpDate),
            ("accept-ranges", "bytes"),
        ]
        for (name, value) in object.headers.sorted(by: { $0.key < $1.key }) { fields.append((name, value)) }
        for (name, value) in object.metadata.sorted(by: { $0.key < $1.key }) {
            fields.append(("x-amz-meta-\(name)", value))
        }
        if !object.tags.isEmpty { fields.append(("x-amz-tagging-count", String(object.tags.count))) }
        if let count = object.partCount { fields.append(("x-amz-mp-parts-count", String(count))) }
        if withChecksum, let checksum = object.checksum {
            fields.append(("x-amz-checksum-\(checksum.algorithm.lowercased())", checksum.value))
            fields.append(("x-amz-checksum-type", checksum.isOfWhole ? "FULL_OBJECT" : "COMPOSITE"))
        }
        return fields
    }

    /// The fields of an answer that the query overrides, as presigned links use.
    static func overridden(
        _ fields: [(name: String, value: String)],
        by query: S3Query
    ) -> [(name: String, value: String)] {
        var fields = fields
        for name in [
            "content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires",
        ] {
            guard let value = query.string("response-\(name)"), !value.contains(where: \.isNewline) else { continue }
            fields.removeAll { $0.name == name }
            fields.append((name, value))
        }
        return fields
    }
}
