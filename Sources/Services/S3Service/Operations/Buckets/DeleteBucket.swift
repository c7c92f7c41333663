import Authorization
import Directory
import ServiceModel
import Store

extension S3Service {
    /// Deletes an empty bucket.
    var deleteBucket: ServiceOperation {
        bucketOperation("DeleteBucket", S3Route("DELETE", .bucket), action: "s3:DeleteBucket", isReadOnly: false) {
            authorized,
            bucket in
            try await turns.inTurn(bucket.name) {
                guard try await objects.index.isEmpty(bucket: bucket.name) else { throw Words.bucketNotEmpty }
                try await directory.update { $0.remove(.buckets, key: bucket.key) }
                for upload in try await objects.index.uploads(bucket: bucket.name, prefix: "") {
                    objects.discard(try await objects.index.abort(uploadID: upload.id))
                }
            }
            return S3XML.empty(status: 204, audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }
}
