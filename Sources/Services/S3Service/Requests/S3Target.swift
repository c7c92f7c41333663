import AWSProtocols
import ServiceModel

/// The bucket and the key that a request names, in its path or in its host.
struct S3Target: Sendable, Hashable {
    /// Empty if none is named.
    let bucket: String
    /// Empty if none is named.
    let key: String

    /// The target of a request, path style (`/bucket/key`) or with the bucket in the host (`bucket.s3.…`).
    ///
    /// - Throws: `Fault` if the path is not percent-encoded UTF-8, names a key of no bucket, or a key that is too long.
    init(_ head: RequestHead) throws(Fault) {
        let host = head.header("host")?.split(separator: ":").first?.lowercased() ?? ""
        let labels = host.split(separator: ".")
        let path = head.path.dropFirst(head.path.hasPrefix("/") ? 1 : 0)
        if labels.count > 1, labels[1] == "s3" {
            bucket = String(labels[0])
            key = try S3Target.decodedKey(path)
        } else {
            let (name, rest) = S3Target.split(path)
            bucket = try S3Target.decoded(name)
            key = try S3Target.decodedKey(rest)
        }
        guard !bucket.isEmpty || key.isEmpty else { throw Words.invalidURI }
    }

    /// The source of a copy: `/bucket/key` or `bucket/key`, percent-encoded.
    ///
    /// - Throws: `Fault` if it is not, or names a version.
    init(copySource text: String) throws(Fault) {
        var path = text.hasPrefix("/") ? text.dropFirst() : text[...]
        if let query = path.firstRange(of: "?versionId=") {
            guard path[query.upperBound...] == "null" else { throw Words.invalidVersion }
            path = path[..<query.lowerBound]
        }
        let (name, rest) = S3Target.split(path)
        guard !name.isEmpty, !rest.isEmpty, !name.hasPrefix("arn:") else {
            throw Words.invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
        }
        bucket = try S3Target.decoded(name)
        key = try S3Target.decodedKey(rest)
    }

    var bucketARN: String { "arn:aws:s3:::\(bucket)" }
    var objectARN: String { "arn:aws:s3:::\(bucket)/\(key)" }

    private static func split(_ path: Substring) -> (bucket: Substring, key: Substring) {
        guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (path, "") }
        return (path[..<slash], path[path.utf8.index(after: slash)...])
    }

    private static func decodedKey(_ text: Substring) throws(Fault) -> String {
        let key = try decoded(text)
        guard key.utf8.count <= 1024 else { throw Words.keyTooLong }
        return key
    }

    private static func decoded(_ text: Substring) throws(Fault) -> String {
        guard let text = PercentEncoding.decode(text, plusIsSpace: false) else { throw Words.invalidURI }
        return text
    }
}
