import AWSProtocols
import AWSVocabulary
import ServiceModel

/// The header fields of a request that stay with an object.
enum StoredHeaders {
    private static let names: Set<String> = [
        "content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires",
    ]
    private static let metadataPrefix = "x-amz-meta-"
    private static let maximumMetadata = 2048

    static func headers(_ head: RequestHead) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in head.headers where names.contains(name) {
            // The framing of the request is not the object's encoding.
            let kept =
                name == "content-encoding"
                ? value.split(separator: ",").filter { !$0.contains("aws-chunked") }.joined(separator: ",") : value
            if !kept.isEmpty { headers[name] = kept }
        }
        if headers["content-type"] == nil { headers["content-type"] = "binary/octet-stream" }
        return headers
    }

    /// - Throws: `Fault` if it is more than S3 keeps.
    static func metadata(_ head: RequestHead) throws(Fault) -> [String: String] {
        var metadata: [String: String] = [:]
        var size = 0
        for (name, value) in head.headers where name.hasPrefix(metadataPrefix) {
            let key = String(name.dropFirst(metadataPrefix.count))
            size += key.utf8.count + value.utf8.count
            metadata[key] = metadata[key].map { "\($0),\(value)" } ?? value
        }
        guard size <= maximumMetadata else {
            throw Fault(
                "MetadataTooLarge",
                status: 400,
                "Your metadata headers exceed the maximum allowed metadata size"
            )
        }
        return metadata
    }

    /// The tags of the header `x-amz-tagging`, written like a query.
    ///
    /// - Throws: `Fault`.
    static func tags(_ head: RequestHead) throws(Fault) -> [Tag] {
        guard let text = head.header("x-amz-tagging"), !text.isEmpty else { return [] }
        let query = RequestHead(method: "GET", path: "/", query: text, headers: [])
        guard let items = query.queryItems else {
            throw Words.invalidArgument(
                "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
            )
        }
        return try TagSet.checked(items.map { Tag(key: $0.name, value: $0.value) }, maximum: 10)
    }
}
