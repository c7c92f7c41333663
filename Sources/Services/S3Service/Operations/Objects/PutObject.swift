import AWSProtocols
import Ambient
import Authorization
import FoundationEssentials
import IAMPolicy
import ServiceModel
import Store

extension S3Service {
    /// Writes an object from a body that streams.
    var putObject: ServiceOperation {
        objectOperation(
            "PutObject",
            S3Route("PUT", .object),
            action: "s3:PutObject",
            isReadOnly: false,
            streamsBody: true,
            tags: .header
        ) { authorized, target in
            let head = authorized.call.head
            try RequestLimits.check(head)
            let received = try await ReceivedBody.receive(authorized.call, into: objects)
            do {
                let object = ObjectRecord(
                    bucket: target.bucket,
                    key: target.key,
                    fileID: received.fileID,
                    size: received.size,
                    etag: BodyDigests.hex(received.md5),
                    modifiedAt: clock.now,
                    headers: StoredHeaders.headers(head),
                    metadata: try StoredHeaders.metadata(head),
                    checksum: received.checksum,
                    tags: try StoredHeaders.tags(head)
                )
                try await put(object, if: head)
                let fields: [(name: String, value: String)] = [
                    ("etag", "\"\(object.etag)\""),
                    ("x-amz-checksum-\(received.checksum.algorithm.lowercased())", received.checksum.value),
                    ("x-amz-checksum-type", "FULL_OBJECT"),
                ]
                return S3XML.empty(status: 200, headers: fields, audit: Self.audit(target))
            } catch {
                objects.remove(unused: received.fileID)
                throw error
            }
        }
    }

    /// Writes an object in place of what had its key, if what is there meets the conditions of a request.
    ///
    /// - Throws: `PreconditionFailed`, `NoSuchKey`, `NoSuchBucket` if the bucket went meanwhile, and `StoreError`.
    func put(_ object: ObjectRecord, if head: RequestHead) async throws {
        try await turns.inTurn(object.bucket) {
            _ = try bucket(object.bucket)
            if ReadConditions.hasWriteConditions(head) {
                let existing = try await objects.index.object(bucket: object.bucket, key: object.key)
                try ReadConditions.checkWrite(head, existing, key: object.key)
            }
            objects.discard(try await objects.index.put(object))
        }
    }
}
