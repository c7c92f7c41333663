import AWSProtocols
import Ambient
import Authorization
import Crypto
import FoundationEssentials
import ServiceModel
import Store

extension S3Service {
    private static let minimumPart = 5 * 1024 * 1024

    /// Puts the parts of an upload together as one object.
    var completeMultipartUpload: ServiceOperation {
        objectOperation(
            "CompleteMultipartUpload",
            S3Route("POST", .object, query: ["uploadId"]),
            action: "s3:PutObject",
            isReadOnly: false
        ) { authorized, target in
            let head = authorized.call.head
            let upload = try await upload(head, target)
            let wanted = try CompletedPart.read(Self.bytes(of: authorized.call))
            let known = try await objects.index.parts(uploadID: upload.id)
            let parts = try Self.parts(wanted, among: known)
            let object = try await assembled(parts, of: upload, target)
            do {
                try Self.check(object, head)
                try await complete(upload, with: object, if: head)
            } catch {
                objects.remove(unused: object.fileID)
                throw error
            }
            let document = S3XML.document("CompleteMultipartUploadResult") { writer in
                writer.element("Location", "http://\(authorized.context.host)/\(target.bucket)/\(target.key)")
                writer.element("Bucket", target.bucket)
                writer.element("Key", target.key)
                writer.element("ETag", "\"\(object.etag)\"")
                if let checksum = object.checksum {
                    writer.element("Checksum\(checksum.algorithm)", checksum.value)
                    writer.element("ChecksumType", checksum.isOfWhole ? "FULL_OBJECT" : "COMPOSITE")
                }
            }
            return S3XML.answer(document, audit: Self.audit(target))
        }
    }

    private static func parts(_ wanted: [CompletedPart], among known: [PartRecord]) throws(Fault) -> [PartRecord] {
        guard zip(wanted, wanted.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw Words.invalidPartOrder
        }
        let byNumber = Dictionary(known.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var parts: [PartRecord] = []
        for (index, part) in wanted.enumerated() {
            guard let record = byNumber[part.number], record.etag == part.etag else { throw Words.invalidPart }
            guard index == wanted.count - 1 || record.size >= minimumPart else {
                throw Words.entityTooSmall(record.size, minimum: minimumPart, part: record.number)
            }
            parts.append(record)
        }
        return parts
    }

    private func assembled(
        _ parts: [PartRecord],
        of upload: UploadRecord,
        _ target: S3Target
    ) async throws -> ObjectRecord {
        let digests = parts.flatMap { part in
            stride(from: 0, to: 32, by: 2).compactMap { UInt8(part.etag.dropFirst($0).prefix(2), radix: 16) }
        }
        let etag = BodyDigests.hex(Array(Insecure.MD5.hash(data: digests)))
        let whole = Self.wholeAlgorithm(parts, of: upload)
        let (fileID, computed) = try await objects.concatenate(
            parts.map { FilePiece(fileID: $0.fileID, offset: 0, length: $0.size) },
            digests: BodyDigests(whole.map { [$0] } ?? [])
        )
        let checksum = whole.flatMap { algorithm in
            computed.checksum(algorithm).map { ObjectRecord.Checksum(algorithm: algorithm.rawValue, value: $0) }
        }
        return ObjectRecord(
            bucket: target.bucket,
            key: target.key,
            fileID: fileID,
            size: parts.reduce(0) { $0 + $1.size },
            etag: "\(etag)-\(parts.count)",
            modifiedAt: clock.now,
            headers: upload.headers,
            metadata: upload.metadata,
            checksum: checksum ?? Self.composite(parts),
            partCount: parts.count,
            tags: upload.tags
        )
    }

    private func complete(_ upload: UploadRecord, with object: ObjectRecord, if head: RequestHead) async throws {
        try await turns.inTurn(object.bucket) {
            if ReadConditions.hasWriteConditions(head) {
                let existing = try await objects.index.object(bucket: object.bucket, key: object.key)
                try ReadConditions.checkWrite(head, existing, key: object.key)
            }
            do {
                objects.discard(try await objects.index.complete(uploadID: upload.id, with: object))
            } catch let error as StoreError {
                throw error == .notFound ? Words.noSuchUpload(upload.id) : error
            }
        }
    }

    /// Compares the object's checksum and size with those the client expects.
    private static func check(_ object: ObjectRecord, _ head: RequestHead) throws(Fault) {
        if let checksum = object.checksum, let algorithm = ChecksumAlgorithm(rawValue: checksum.algorithm),
            let claimed = head.header(algorithm.header)
        {
            let computed = checksum.value.split(separator: "-")[0]
            guard claimed.split(separator: "-").first == computed else {
                throw Words.badChecksum(checksum.algorithm)
            }
        }
        if let size = head.header("x-amz-mp-object-size") {
            guard Int(size) == object.size else {
                throw Words.invalidRequest(
                    "The provided 'x-amz-mp-object-size' header value does not match what was computed."
                )
            }
        }
    }

    /// The algorithm whose checksum is to be of all bytes, if one is.
    private static func wholeAlgorithm(_ parts: [PartRecord], of upload: UploadRecord) -> ChecksumAlgorithm? {
        let name = upload.checksumAlgorithm ?? parts.first?.checksum?.algorithm
        guard let algorithm = name.flatMap(ChecksumAlgorithm.init) else { return nil }
        return upload.checksumIsOfWhole ?? (algorithm == .crc64nvme) ? algorithm : nil
    }

    /// The checksum of the parts' checksums, if all of them have one of the same kind.
    private static func composite(_ parts: [PartRecord]) -> ObjectRecord.Checksum? {
        guard let name = parts.first?.checksum?.algorithm, let algorithm = ChecksumAlgorithm(rawValue: name) else {
            return nil
        }
        var bytes: [UInt8] = []
        for part in parts {
            guard let checksum = part.checksum, checksum.algorithm == name,
                let value = Data(base64Encoded: checksum.value)
            else { return nil }
            bytes.append(contentsOf: value)
        }
        let value = BodyDigests.checksum(algorithm, of: bytes)
        return ObjectRecord.Checksum(algorithm: name, value: "\(value)-\(parts.count)", isOfWhole: false)
    }
}

/// A part that a client lists when it completes an upload.
private struct CompletedPart: Sendable {
    let number: Int
    /// Without quotes.
    let etag: String

    static func read(_ bytes: [UInt8]) throws(Fault) -> [CompletedPart] {
        guard let root = try? XMLReader.read(bytes), root.name == "CompleteMultipartUpload" else {
            throw Words.malformedXML
        }
        var parts: [CompletedPart] = []
        for element in root.all("Part") {
            guard let number = element.string("PartNumber").flatMap({ Int($0) }), let etag = element.string("ETag")
            else {
                throw Words.malformedXML
            }
            parts.append(CompletedPart(number: number, etag: etag.filter { $0 != "\"" }))
        }
        guard (1...10_000).contains(parts.count) else { throw Words.malformedXML }
        return parts
    }
}
