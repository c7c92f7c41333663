import AWSProtocols
import Ambient
import Authorization
import ServiceModel
import Store

extension S3Service {
    /// Begins an upload in parts.
    var createMultipartUpload: ServiceOperation {
        objectOperation(
            "CreateMultipartUpload",
            S3Route("POST", .object, query: ["uploads"]),
            action: "s3:PutObject",
            isReadOnly: false
        ) { authorized, target in
            let head = authorized.call.head
            let algorithm = head.header("x-amz-checksum-algorithm")?.uppercased()
            guard algorithm.map({ ChecksumAlgorithm(rawValue: $0) != nil }) ?? true else {
                throw Words.invalidArgument("Checksum algorithm provided is unsupported.")
            }
            let upload = UploadRecord(
                id: objects.newUploadID(),
                bucket: target.bucket,
                key: target.key,
                createdAt: clock.now,
                headers: StoredHeaders.headers(head),
                metadata: try StoredHeaders.metadata(head),
                checksumAlgorithm: algorithm,
                tags: try StoredHeaders.tags(head)
            )
            try await objects.index.create(upload)
            let document = S3XML.document("InitiateMultipartUploadResult") { writer in
                writer.element("Bucket", target.bucket)
                writer.element("Key", target.key)
                writer.element("UploadId", upload.id)
            }
            let headers: [(name: String, value: String)] = algorithm.map { [("x-amz-checksum-algorithm", $0)] } ?? []
            return S3XML.answer(document, headers: headers, audit: Self.audit(target))
        }
    }

    /// The upload that a query names, if it is for the key of the path.
    ///
    /// - Throws: `NoSuchUpload`.
    func upload(_ head: RequestHead, _ target: S3Target) async throws -> UploadRecord {
        let id = try S3Query(head).string("uploadId") ?? ""
        guard let upload = try await objects.index.upload(id: id), upload.bucket == target.bucket,
            upload.key == target.key
        else { throw Words.noSuchUpload(id) }
        return upload
    }
}
