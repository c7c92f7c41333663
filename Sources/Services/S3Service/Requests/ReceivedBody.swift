import AWSProtocols
import FoundationEssentials
import ServiceModel
import Store

/// A body that was written to a file and found to be what its sender said.
struct ReceivedBody: Sendable {
    let fileID: String
    let size: Int
    let md5: [UInt8]
    let checksum: ObjectRecord.Checksum

    /// Writes a call's body to a new file.
    ///
    /// Its checksum is of the algorithm the client chose, or else of `algorithm`; one is always kept.
    ///
    /// - Throws: `Fault` if a digest or checksum differs; then no file is left.
    static func receive(
        _ call: Call,
        into objects: ObjectStore,
        algorithm preferred: ChecksumAlgorithm? = nil
    ) async throws -> ReceivedBody {
        let head = call.head
        let claim = try ChecksumClaim(head)
        let claimedMD5 = try md5(head)
        let body = stream(of: call)
        guard let length = body.announcedLength else { throw Words.missingLength }
        guard length <= ObjectStore.maximumSize else { throw Words.entityTooLarge }
        let algorithm = preferred ?? claim?.algorithm ?? .crc64nvme
        var digests = BodyDigests(Set([algorithm, claim?.algorithm ?? algorithm]))
        let fileID = try await objects.write(body, digests: &digests)
        do {
            guard digests.size == length else { throw Words.incompleteBody }
            guard claimedMD5 == nil || claimedMD5 == digests.md5Bytes else { throw Words.badDigest }
            if let claim {
                try claim.check(digests.checksum(claim.algorithm) ?? "", trailers: body.trailers())
            }
            return ReceivedBody(
                fileID: fileID,
                size: digests.size,
                md5: digests.md5Bytes,
                checksum: ObjectRecord.Checksum(
                    algorithm: algorithm.rawValue,
                    value: digests.checksum(algorithm) ?? ""
                )
            )
        } catch {
            objects.remove(unused: fileID)
            throw error
        }
    }

    /// The bytes of a body that was read whole, once they are found to be what their sender said.
    ///
    /// - Throws: `Fault` if a digest or checksum differs.
    static func bytes(of call: Call) throws(Fault) -> [UInt8] {
        guard case .bytes(let bytes) = call.body else { return [] }
        if let claimed = try md5(call.head) {
            var digests = BodyDigests([])
            digests.update(bytes)
            guard claimed == digests.md5Bytes else { throw Words.badDigest }
        }
        // The trailers of a body that was read whole went with its frames.
        if let claim = try ChecksumClaim(call.head), claim.value != nil {
            try claim.check(BodyDigests.checksum(claim.algorithm, of: bytes), trailers: [])
        }
        return bytes
    }

    /// What `Content-MD5` says.
    private static func md5(_ head: RequestHead) throws(Fault) -> [UInt8]? {
        guard let text = head.header("content-md5") else { return nil }
        guard let claimed = Data(base64Encoded: text), claimed.count == 16 else { throw Words.invalidDigest }
        return Array(claimed)
    }

    private static func stream(of call: Call) -> BodyStream {
        switch call.body {
        case .stream(let stream): return stream
        case .bytes(let bytes):
            let parts = OneShot(bytes)
            return BodyStream(announcedLength: bytes.count, next: { parts.take() })
        }
    }
}
