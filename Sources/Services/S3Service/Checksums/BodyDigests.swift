import Crypto
import FoundationEssentials

/// The digests of a body, computed as it arrives.
struct BodyDigests: Sendable {
    private var md5 = Insecure.MD5()
    private var sha1: Insecure.SHA1?
    private var sha256: SHA256?
    private var cyclic: [ChecksumAlgorithm: CyclicRedundancy] = [:]
    private(set) var size = 0

    init(_ algorithms: Set<ChecksumAlgorithm>) {
        for algorithm in algorithms {
            switch algorithm {
            case .crc32: cyclic[.crc32] = .crc32
            case .crc32c: cyclic[.crc32c] = .crc32c
            case .crc64nvme: cyclic[.crc64nvme] = .crc64nvme
            case .sha1: sha1 = Insecure.SHA1()
            case .sha256: sha256 = SHA256()
            }
        }
    }

    mutating func update(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        size += bytes.count
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            let raw = UnsafeRawBufferPointer(buffer)
            md5.update(bufferPointer: raw)
            sha1?.update(bufferPointer: raw)
            sha256?.update(bufferPointer: raw)
            for algorithm in cyclic.keys { cyclic[algorithm]?.update(buffer) }
        }
        guard isDone == nil else { return }
        size -= bytes.count
        update(Array(bytes))
    }

    var md5Bytes: [UInt8] { Array(md5.finalize()) }

    /// A checksum in base64; nil if it was not asked for.
    func checksum(_ algorithm: ChecksumAlgorithm) -> String? {
        let bytes: [UInt8]?
        switch algorithm {
        case .sha1: bytes = sha1.map { Array($0.finalize()) }
        case .sha256: bytes = sha256.map { Array($0.finalize()) }
        case .crc32, .crc32c, .crc64nvme: bytes = cyclic[algorithm]?.value
        }
        return bytes.map { Data($0).base64EncodedString() }
    }

    /// Of some bytes that are there already, in base64.
    static func checksum(_ algorithm: ChecksumAlgorithm, of bytes: [UInt8]) -> String {
        var digests = BodyDigests([algorithm])
        digests.update(bytes)
        return digests.checksum(algorithm) ?? ""
    }

    static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
