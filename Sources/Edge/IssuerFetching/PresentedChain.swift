import Crypto
import NIOSSL
import Synchronization

/// The certificates a server presented, noted during a handshake that goes no further.
final class PresentedChain: Sendable {
    private let noted = Mutex<NIOSSLCertificate?>(nil)

    /// The topmost certificate, once the handshake came that far.
    var top: NIOSSLCertificate? { noted.withLock { $0 } }

    func note(_ chain: [NIOSSLCertificate]) { noted.withLock { $0 = chain.last } }

    /// The SHA-1 of the topmost certificate, 40 lower-case hexadecimal digits; nil if none was seen.
    var topThumbprint: String? {
        guard let bytes = try? top?.toDERBytes() else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in Insecure.SHA1.hash(data: bytes) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
