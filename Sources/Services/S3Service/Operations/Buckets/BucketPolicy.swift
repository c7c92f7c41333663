import AWSProtocols
import Authorization
import Directory
import IAMPolicy
import ServiceModel
import Store

extension S3Service {
    private static let noPolicy = Fault("NoSuchBucketPolicy", status: 404, "The bucket policy does not exist")
    private static let maximumPolicy = 20_480

    /// Gives back a bucket's policy as it was put.
    var getBucketPolicy: ServiceOperation {
        bucketOperation(
            "GetBucketPolicy",
            S3Route("GET", .bucket, query: ["policy"]),
            action: "s3:GetBucketPolicy",
            isReadOnly: true
        ) { authorized, bucket in
            guard let policy = bucket.policy else { throw Self.noPolicy }
            let answer = HTTPAnswer(
                status: 200,
                headers: [("content-type", "application/json")],
                body: .bytes(Array(policy.utf8))
            )
            return Answer(.http(answer), audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Puts a bucket's policy, once it is known to be one.
    var putBucketPolicy: ServiceOperation {
        bucketOperation(
            "PutBucketPolicy",
            S3Route("PUT", .bucket, query: ["policy"]),
            action: "s3:PutBucketPolicy",
            isReadOnly: false
        ) { authorized, bucket in
            let text = String(decoding: try ReceivedBody.bytes(of: authorized.call), as: UTF8.self)
            guard text.utf8.count <= Self.maximumPolicy else {
                throw Fault(
                    "MalformedPolicy",
                    status: 400,
                    "Policies must not be larger than \(Self.maximumPolicy) bytes"
                )
            }
            do {
                _ = try PolicyDocument(parsing: text, kind: .resource)
            } catch let error as PolicyDocumentError {
                throw Fault("MalformedPolicy", status: 400, error.awsMessage, log: error.description)
            }
            try await change(bucket) { $0.policy = text }
            return S3XML.empty(status: 204, audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Removes a bucket's policy.
    var deleteBucketPolicy: ServiceOperation {
        bucketOperation(
            "DeleteBucketPolicy",
            S3Route("DELETE", .bucket, query: ["policy"]),
            action: "s3:DeleteBucketPolicy",
            isReadOnly: false
        ) { authorized, bucket in
            try await change(bucket) { $0.policy = nil }
            return S3XML.empty(status: 204, audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Changes what is kept of a bucket.
    ///
    /// - Throws: `NoSuchBucket` if it was deleted meanwhile.
    func change(_ bucket: BucketRecord, _ change: @escaping @Sendable (inout BucketRecord) -> Void) async throws {
        try await directory.update { draft in
            guard var record = draft.snapshot.bucket(bucket.name)?.record else { throw Words.noSuchBucket(bucket.name) }
            change(&record)
            draft.put(record)
        }
    }
}
