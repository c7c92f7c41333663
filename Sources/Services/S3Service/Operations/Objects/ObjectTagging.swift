import AWSProtocols
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Tells an object's tags.
    var getObjectTagging: ServiceOperation {
        readingOperation(
            "GetObjectTagging",
            S3Route("GET", .object, query: ["tagging"]),
            action: "s3:GetObjectTagging"
        ) { authorized, object in
            S3XML.answer(TagSet.xml(object.tags), audit: Self.audit(try S3Target(authorized.call.head)))
        }
    }

    /// Puts an object's tags in place of those before.
    var putObjectTagging: ServiceOperation {
        objectOperation(
            "PutObjectTagging",
            S3Route("PUT", .object, query: ["tagging"]),
            action: "s3:PutObjectTagging",
            isReadOnly: false,
            tags: .body
        ) { authorized, target in
            let tags = try TagSet.read(ReceivedBody.bytes(of: authorized.call), maximum: 10)
            return try await retag(target) { $0.tags = tags }
        }
    }

    /// Removes an object's tags.
    var deleteObjectTagging: ServiceOperation {
        objectOperation(
            "DeleteObjectTagging",
            S3Route("DELETE", .object, query: ["tagging"]),
            action: "s3:DeleteObjectTagging",
            isReadOnly: false,
            tags: .existing
        ) { _, target in
            try await retag(target, status: 204) { $0.tags = [] }
        }
    }

    private func retag(
        _ target: S3Target,
        status: Int = 200,
        change: (inout ObjectRecord) -> Void
    ) async throws -> Answer {
        try await turns.inTurn(target.bucket) {
            guard var object = try await objects.index.object(bucket: target.bucket, key: target.key) else {
                throw Words.noSuchKey(target.key)
            }
            change(&object)
            objects.discard(try await objects.index.put(object))
        }
        return S3XML.empty(status: status, audit: Self.audit(target))
    }
}
