import AWSProtocols
import AWSVocabulary
import Ambient
import IAMPolicy
import ServiceModel
import Store

/// The condition keys that requests to S3 have (Service Authorization Reference, "Condition keys for Amazon S3").
enum S3ConditionKeys {
    /// Header fields that are keys under their own names.
    private static let headers = [
        "x-amz-content-sha256", "x-amz-copy-source", "x-amz-metadata-directive", "x-amz-storage-class", "x-amz-acl",
        "x-amz-server-side-encryption", "if-match", "if-none-match",
    ]
    /// Of the operations that need `s3:PutObject`, those that make an object; the others make parts of one.
    private static let creations = [
        "PutObject": "true", "CopyObject": "true", "CompleteMultipartUpload": "true",
        "CreateMultipartUpload": "false", "UploadPart": "false", "UploadPartCopy": "false",
    ]
    private static let algorithm = "AWS4-HMAC-SHA256"

    /// What every request has: how it is signed, and what of its header policies may ask for.
    static func keys(of call: Call, bucket: BucketRecord?) -> ContextKeys {
        var keys = ContextKeys()
        for name in headers {
            if let value = call.head.header(name) { keys["s3:\(name)"] = [value] }
        }
        if let bucket {
            keys["s3:ResourceAccount"] = [bucket.account]
            for tag in bucket.tags { keys["s3:BucketTag/\(tag.key)"] = [tag.value] }
        }
        guard call.context.caller.accessKeyID != nil else { return keys }
        let query = call.head.queryItems ?? []
        let isPresigned = query.contains { $0.name == "X-Amz-Signature" }
        keys["s3:authType"] = [isPresigned ? "REST-QUERY-STRING" : "REST-HEADER"]
        keys["s3:signatureversion"] = [algorithm]
        let date = isPresigned ? query.first { $0.name == "X-Amz-Date" }?.value : call.head.header("x-amz-date")
        if let signed = date.flatMap({ Timestamp(basic: $0) }) {
            keys["s3:signatureAge"] = [String(max(0, call.context.receivedAt.seconds - signed.seconds) * 1000)]
        }
        return keys
    }

    /// Whether an operation makes an object, for the one action that has the key.
    static func add(creationBy operation: Operation, action: String, to keys: inout ContextKeys) {
        guard action == "s3:PutObject", let creates = creations[operation.name] else { return }
        keys["s3:ObjectCreationOperation"] = [creates]
    }

    /// Tags that an object has.
    static func add(existing tags: [Tag], to keys: inout ContextKeys) {
        for tag in tags { keys["s3:ExistingObjectTag/\(tag.key)"] = [tag.value] }
    }

    /// Tags that a request gives to an object.
    static func add(requested tags: [Tag], to keys: inout ContextKeys) {
        guard !tags.isEmpty else { return }
        for tag in tags { keys["s3:RequestObjectTag/\(tag.key)"] = [tag.value] }
        keys.set("s3:RequestObjectTagKeys", multivalued: tags.map(\.key))
    }
}

/// What an operation on an object has to do with tags.
enum ObjectTagUse: Sendable {
    case none
    /// It writes the tags of the header `x-amz-tagging`, if there are some, and that must be allowed too.
    case header
    /// Its policies may ask for the tags that the object has.
    case existing
    /// As `existing`, and it writes those of its body.
    case body
}
