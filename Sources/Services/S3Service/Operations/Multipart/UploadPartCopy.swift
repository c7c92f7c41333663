import AWSProtocols
import Ambient
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Makes one part of an upload of the bytes of an object, or of a range of them.
    var uploadPartCopy: ServiceOperation {
        copyingOperation("UploadPartCopy", query: ["partNumber", "uploadId"]) { authorized, original, target in
            let head = authorized.call.head
            let upload = try await upload(head, target)
            let number = try Self.partNumber(head)
            let range = try head.header("x-amz-copy-source-range")
                .map { text throws(Fault) in try ByteRange(copySourceRange: text, size: original.size) }
            let part = try await part(number, of: upload, from: original, range: range)
            try await put(part)
            let document = S3XML.document("CopyPartResult") { writer in
                writer.element("LastModified", part.modifiedAt.rfc3339Milliseconds)
                writer.element("ETag", "\"\(part.etag)\"")
                if let checksum = part.checksum {
                    writer.element("Checksum\(checksum.algorithm)", checksum.value)
                }
            }
            return S3XML.answer(document, audit: Self.audit(target))
        }
    }

    private func part(
        _ number: Int,
        of upload: UploadRecord,
        from original: ObjectRecord,
        range: ByteRange?
    ) async throws -> PartRecord {
        let length = range?.length ?? original.size
        guard length <= ObjectStore.maximumSize else { throw Words.entityTooLarge }
        let algorithm = upload.checksumAlgorithm.flatMap(ChecksumAlgorithm.init) ?? .crc64nvme
        let piece = FilePiece(fileID: original.fileID, offset: range?.offset ?? 0, length: length)
        let (fileID, digests) = try await objects.concatenate([piece], digests: BodyDigests([algorithm]))
        return PartRecord(
            uploadID: upload.id,
            number: number,
            fileID: fileID,
            size: length,
            etag: BodyDigests.hex(digests.md5Bytes),
            modifiedAt: clock.now,
            checksum: digests.checksum(algorithm)
                .map { ObjectRecord.Checksum(algorithm: algorithm.rawValue, value: $0) }
        )
    }
}
