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
            isReadOnly: false,
            tags: .header
        ) { authorized, target in
            let head = authorized.call.head
            try RequestLimits.check(head)
            let algorithm = try Self.algorithm(head)
            let isOfWhole = try Self.isOfWhole(head, algorithm)
            let upload = UploadRecord(
                id: objects.newUploadID(),
                bucket: target.bucket,
                key: target.key,
                createdAt: clock.now,
                headers: StoredHeaders.headers(head),
                metadata: try StoredHeaders.metadata(head),
                checksumAlgorithm: algorithm?.rawValue,
                checksumIsOfWhole: isOfWhole,
                tags: try StoredHeaders.tags(head)
            )
            try await objects.index.create(upload)
            let document = S3XML.document("InitiateMultipartUploadResult") { writer in
                writer.element("Bucket", target.bucket)
                writer.element("Key", target.key)
                writer.element("UploadId", upload.id)
            }
            var headers: [(name: String, value: String)] = []
            if let algorithm {
                headers.append(("x-amz-checksum-algorithm", algorithm.rawValue))
                headers.append(("x-amz-checksum-type", isOfWhole ?? false ? "FULL_OBJECT" : "COMPOSITE"))
            }
            return S3XML.answer(document, headers: headers, audit: Self.audit(target))
        }
    }

    private static func algorithm(_ head: RequestHead) throws(Fault) -> ChecksumAlgorithm? {
        guard let name = head.header("x-amz-checksum-algorithm") else { return nil }
        guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
            throw Words.invalidArgument("Checksum algorithm provided is unsupported.")
        }
        return algorithm
    }

    /// Whether the checksum is to be of all bytes: only cyclic redundancy checks can be, and CRC64NVME always is.
    private static func isOfWhole(_ head: RequestHead, _ algorithm: ChecksumAlgorithm?) throws(Fault) -> Bool? {
        guard let type = head.header("x-amz-checksum-type")?.uppercased() else {
            return algorithm.map { $0 == .crc64nvme }
        }
        guard let algorithm else {
            throw Words.invalidRequest(
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."
            )
        }
        switch type {
        case "FULL_OBJECT" where algorithm.canBeOfWhole: return true
        case "COMPOSITE" where algorithm != .crc64nvme: return false
        case "FULL_OBJECT", "COMPOSITE":
            throw Words.invalidRequest(
                "The \(type) checksum type cannot be used with the \(algorithm.rawValue.lowercased()) checksum algorithm."
            )
        default: throw Words.invalidRequest("Value for x-amz-checksum-type header is invalid.")
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
