import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Tells that a bucket is there, and in which region.
    var headBucket: ServiceOperation {
        bucketOperation("HeadBucket", S3Route("HEAD", .bucket), action: "s3:ListBucket", isReadOnly: true) {
            authorized,
            bucket in
            S3XML.empty(
                status: 200,
                headers: [("x-amz-bucket-region", bucket.region)],
                audit: Self.audit(try S3Target(authorized.call.head))
            )
        }
    }
}
