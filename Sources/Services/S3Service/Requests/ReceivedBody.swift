import AWSProtocols
import Foundation
import ServiceModel
import Store

/// A body that was written to a file and found to be what its sender said.
struct ReceivedBody: Sendable {
    let fileID: String
    let size: Int
    let md5: [UInt8]
    let checksum: ObjectRecord.Checksum?

    private static let maximumSize = 5 * 1024 * 1024 * 1024

    /// Writes a call's body to a new file.
    ///
    /// - Throws: `Fault` if a digest or checksum differs; then no file is left.
    static func receive(_ call: Call, into objects: ObjectStore) async throws -> ReceivedBody {
        let head = call.head
        let body = stream(of: call)
        guard body.announcedLength ?? 0 <= maximumSize else { throw Fault(.entityTooLarge) }
        let named = ChecksumAlgorithm.allCases.filter { algorithm in
            head.header(algorithm.header) != nil || head.header("x-amz-trailer")?.lowercased() == algorithm.header
                || head.header("x-amz-sdk-checksum-algorithm")?.uppercased() == algorithm.rawValue
        }
        var digests = BodyDigests(Set(named))
        let fileID = try await objects.write(body, digests: &digests)
        do {
            try checkMD5(head, digests)
            var checksum: ObjectRecord.Checksum?
            let trailers = body.trailers()
            for algorithm in named {
                let computed = digests.checksum(algorithm) ?? ""
                let claimed = head.header(algorithm.header) ?? trailers.first { $0.name == algorithm.header }?.value
                guard claimed ?? computed == computed else { throw Words.badChecksum(algorithm.rawValue) }
                checksum = ObjectRecord.Checksum(algorithm: algorithm.rawValue, value: computed)
            }
            return ReceivedBody(fileID: fileID, size: digests.size, md5: digests.md5Bytes, checksum: checksum)
        } catch {
            objects.discard([fileID])
            throw error
        }
    }

    private static func checkMD5(_ head: RequestHead, _ digests: BodyDigests) throws(Fault) {
        guard let text = head.header("content-md5") else { return }
        guard let claimed = Data(base64Encoded: text), claimed.count == 16 else { throw Words.invalidDigest }
        guard Array(claimed) == digests.md5Bytes else { throw Words.badDigest }
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
