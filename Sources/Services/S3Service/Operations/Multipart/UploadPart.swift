import AWSProtocols
import Ambient
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Writes one part of an upload.
    var uploadPart: ServiceOperation {
        objectOperation(
            "UploadPart",
            S3Route("PUT", .object, query: ["partNumber", "uploadId"]),
            action: "s3:PutObject",
            isReadOnly: false,
            streamsBody: true
        ) { authorized, target in
            let head = authorized.call.head
            guard head.header("x-amz-copy-source") == nil else {
                throw Fault(
                    .unknownOperation,
                    "Lanyard's S3 has no UploadPartCopy: copy the object whole, or send the part."
                )
            }
            let upload = try await upload(head, target)
            guard let number = try S3Query(head).integer("partNumber", in: 1...10_000) else {
                throw Words.invalidArgument("Part number must be an integer between 1 and 10000, inclusive")
            }
            let received = try await ReceivedBody.receive(authorized.call, into: objects)
            let part = PartRecord(
                uploadID: upload.id,
                number: number,
                fileID: received.fileID,
                size: received.size,
                etag: BodyDigests.hex(received.md5),
                modifiedAt: clock.now,
                checksum: received.checksum
            )
            do {
                objects.discard(try await objects.index.put(part))
            } catch let error as StoreError where error == .notFound {
                objects.discard([received.fileID])
                throw Words.noSuchUpload(upload.id)
            }
            var fields: [(name: String, value: String)] = [("etag", "\"\(part.etag)\"")]
            if let checksum = received.checksum {
                fields.append(("x-amz-checksum-\(checksum.algorithm.lowercased())", checksum.value))
            }
            return S3XML.empty(status: 200, headers: fields, audit: Self.audit(target))
        }
    }
}
