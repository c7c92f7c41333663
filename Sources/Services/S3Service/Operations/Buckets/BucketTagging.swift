import AWSProtocols
import AWSVocabulary
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Tells a bucket's tags.
    var getBucketTagging: ServiceOperation {
        bucketOperation(
            "GetBucketTagging",
            S3Route("GET", .bucket, query: ["tagging"]),
            action: "s3:GetBucketTagging",
            isReadOnly: true
        ) { authorized, bucket in
            guard !bucket.tags.isEmpty else {
                throw Fault("NoSuchTagSet", status: 404, "The TagSet does not exist")
            }
            return S3XML.answer(TagSet.xml(bucket.tags), audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Puts a bucket's tags in place of those before.
    var putBucketTagging: ServiceOperation {
        bucketOperation(
            "PutBucketTagging",
            S3Route("PUT", .bucket, query: ["tagging"]),
            action: "s3:PutBucketTagging",
            isReadOnly: false,
            requestedTags: Self.requestedTags
        ) { authorized, bucket in
            let tags = try TagSet.read(ReceivedBody.bytes(of: authorized.call), maximum: 50)
            try await change(bucket) { $0.tags = tags }
            return S3XML.empty(status: 204, audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Removes a bucket's tags.
    var deleteBucketTagging: ServiceOperation {
        bucketOperation(
            "DeleteBucketTagging",
            S3Route("DELETE", .bucket, query: ["tagging"]),
            action: "s3:PutBucketTagging",
            isReadOnly: false
        ) { authorized, bucket in
            try await change(bucket) { $0.tags = [] }
            return S3XML.empty(status: 204, audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// The tags of a body; none if it cannot be read, which is refused when it is to be written.
    @Sendable private static func requestedTags(_ call: Call) -> [Tag] {
        (try? TagSet.read(ReceivedBody.bytes(of: call), maximum: 50)) ?? []
    }
}
