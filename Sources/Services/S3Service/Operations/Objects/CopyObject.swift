import AWSProtocols
import Ambient
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Copies an object, within a bucket or between two.
    var copyObject: ServiceOperation {
        copyingOperation("CopyObject", tags: true) { authorized, original, target in
            let head = authorized.call.head
            try RequestLimits.check(head)
            let copy = try await copied(original, to: target, head: head)
            do {
                try await put(copy, if: head)
            } catch {
                objects.remove(unused: copy.fileID)
                throw error
            }
            let document = S3XML.document("CopyObjectResult") { writer in
                writer.element("LastModified", copy.modifiedAt.rfc3339Milliseconds)
                writer.element("ETag", "\"\(copy.etag)\"")
                if let checksum = copy.checksum {
                    writer.element("Checksum\(checksum.algorithm)", checksum.value)
                }
            }
            return S3XML.answer(document, audit: Self.audit(target))
        }
    }

    private func copied(_ original: ObjectRecord, to target: S3Target, head: RequestHead) async throws -> ObjectRecord {
        let replacesMetadata = head.header("x-amz-metadata-directive")?.uppercased() == "REPLACE"
        let replacesTags = head.header("x-amz-tagging-directive")?.uppercased() == "REPLACE"
        guard replacesMetadata || original.bucket != target.bucket || original.key != target.key else {
            throw Fault(
                "InvalidRequest",
                status: 400,
                """
                This copy request is illegal because it is trying to copy an object to itself without changing the \
                object's metadata, storage class, website redirect location or encryption attributes.
                """
            )
        }
        var copy = original
        copy.bucket = target.bucket
        copy.key = target.key
        copy.modifiedAt = clock.now
        if replacesMetadata {
            copy.headers = StoredHeaders.headers(head)
            copy.metadata = try StoredHeaders.metadata(head)
        }
        if replacesTags { copy.tags = try StoredHeaders.tags(head) }
        copy.fileID = try await objects.share(original.fileID)
        return copy
    }
}
