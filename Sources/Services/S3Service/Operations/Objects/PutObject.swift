import AWSProtocols
import Ambient
import Authorization
import Foundation
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
            streamsBody: true
        ) { authorized, target in
            let head = authorized.call.head
            let received = try await ReceivedBody.receive(authorized.call, into: objects)
            do {
                try await checkWriteConditions(head, target)
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
                objects.discard(try await objects.index.put(object))
                var fields: [(name: String, value: String)] = [("etag", "\"\(object.etag)\"")]
                if let checksum = received.checksum {
                    fields.append(("x-amz-checksum-\(checksum.algorithm.lowercased())", checksum.value))
                    fields.append(("x-amz-checksum-type", "FULL_OBJECT"))
                }
                return S3XML.empty(status: 200, headers: fields, audit: Self.audit(target))
            } catch {
                objects.discard([received.fileID])
                throw error
            }
        }
    }

    /// `If-None-Match: *` keeps what is there, `If-Match` changes only what is known.
    private func checkWriteConditions(_ head: RequestHead, _ target: S3Target) async throws {
        let wanted = head.header("if-match")
        guard wanted != nil || head.header("if-none-match") == "*" else { return }
        let existing = try await objects.index.object(bucket: target.bucket, key: target.key)
        if let wanted {
            guard let existing else { throw Words.noSuchKey(target.key) }
            guard ReadConditions.matches(wanted, existing.etag) else { throw Words.preconditionFailed }
        } else if existing != nil {
            throw Words.preconditionFailed
        }
    }
}
