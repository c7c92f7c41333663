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
            let upload = try await upload(head, target)
            let number = try Self.partNumber(head)
            let received = try await ReceivedBody.receive(
                authorized.call,
                into: objects,
                algorithm: upload.checksumAlgorithm.flatMap(ChecksumAlgorithm.init)
            )
            let part = PartRecord(
                uploadID: upload.id,
                number: number,
                fileID: received.fileID,
                size: received.size,
                etag: BodyDigests.hex(received.md5),
                modifiedAt: clock.now,
                checksum: received.checksum
            )
            try await put(part)
            let fields: [(name: String, value: String)] = [
                ("etag", "\"\(part.etag)\""),
                ("x-amz-checksum-\(received.checksum.algorithm.lowercased())", received.checksum.value),
            ]
            return S3XML.empty(status: 200, headers: fields, audit: Self.audit(target))
        }
    }

    /// The part's number that a query names.
    ///
    /// - Throws: `InvalidArgument`.
    static func partNumber(_ head: RequestHead) throws(Fault) -> Int {
        guard let number = try S3Query(head).integer("partNumber", in: 1...10_000) else {
            throw Words.invalidArgument("Part number must be an integer between 1 and 10000, inclusive")
        }
        return number
    }

    /// Writes a part in place of what had its number; if the upload ended meanwhile its file goes.
    ///
    /// - Throws: `NoSuchUpload` and `StoreError`.
    func put(_ part: PartRecord) async throws {
        do {
            objects.discard(try await objects.index.put(part))
        } catch .notFound {
            objects.remove(unused: part.fileID)
            throw Words.noSuchUpload(part.uploadID)
        } catch {
            objects.remove(unused: part.fileID)
            throw error
        }
    }
}
