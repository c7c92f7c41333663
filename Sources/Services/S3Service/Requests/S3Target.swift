import AWSProtocols
import ServiceModel

/// The bucket and the key that a request names, in its path or in its host.
struct S3Target: Sendable, Hashable {
    /// Empty if none is named.
    let bucket: String
    /// Empty if none is named.
    let key: String

    /// - Throws: `Fault` if the path is not percent-encoded UTF-8, or the key is too long.
    init(_ head: RequestHead) throws(Fault) {
        let host = head.header("host")?.split(separator: ":").first ?? ""
        let labels = host.split(separator: ".")
        var path = head.path.dropFirst(head.path.hasPrefix("/") ? 1 : 0)
        if labels.count > 1, labels[1] == "s3" {
            bucket = String(labels[0])
        } else {
            let slash = path.firstIndex(of: "/") ?? path.endIndex
            bucket = try S3Target.decoded(path[..<slash])
            path = slash < path.endIndex ? path[path.index(after: slash)...] : ""
        }
        key = try S3Target.decoded(path)
        guard key.utf8.count <= 1024 else { throw Words.keyTooLong }
    }

    /// The source of a copy: `/bucket/key` or `bucket/key`, percent-encoded.
    init(copySource text: String) throws(Fault) {
        let path = text.hasPrefix("/") ? text.dropFirst() : text[...]
        guard let slash = path.firstIndex(of: "/"), !path.contains("?versionId=") else {
            throw Words.invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
        }
        bucket = try S3Target.decoded(path[..<slash])
        key = try S3Target.decoded(path[path.index(after: slash)...])
    }

    var bucketARN: String { "arn:aws:s3:::\(bucket)" }
    var objectARN: String { "arn:aws:s3:::\(bucket)/\(key)" }

    private static func decoded(_ text: Substring) throws(Fault) -> String {
        guard let text = PercentEncoding.decode(text, plusIsSpace: false) else {
            throw Fault("InvalidURI", status: 400, "Couldn't parse the specified URI.")
        }
        return text
    }
}
