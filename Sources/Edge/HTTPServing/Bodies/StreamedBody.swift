import AWSProtocols
import Crypto
import HummingbirdCore
import NIOCore
import ServiceModel
import SigV4

/// A body handed to an operation as it arrives: frames taken off, digest and signatures checked by its end.
///
/// Unchecked, because the connection's iterator is not sendable; only the task that answers the request reads it, one part
/// after the other.
final class StreamedBody: @unchecked Sendable {
    /// A checked claim about the whole of the body, in hexadecimal digits; nil if there is none.
    private let claimedDigest: String?
    private let announcedLength: Int?
    private var iterator: RequestBody.AsyncIterator?
    private var decoder: AWSChunkedDecoder?
    private var digest = SHA256()
    private var count = 0
    private var trailers: [(name: String, value: String)] = []

    init(_ body: RequestBody, claim: SignatureClaim?, decoder: AWSChunkedDecoder?, announcedLength: Int?) {
        if case .digest(let digest)? = claim?.payload { claimedDigest = digest } else { claimedDigest = nil }
        self.announcedLength = announcedLength
        self.decoder = decoder
        iterator = body.makeAsyncIterator()
    }

    /// The body for an operation.
    var stream: BodyStream {
        BodyStream(
            announcedLength: announcedLength,
            next: { try await self.next() },
            trailers: { self.trailers }
        )
    }

    /// The next bytes of payload; nil at an end that was checked, and after an error.
    private func next() async throws -> [UInt8]? {
        while iterator != nil {
            guard let buffer = try await iterator?.next() else {
                iterator = nil
                try finish()
                return nil
            }
            let payload = try accept(Array(buffer.readableBytesView))
            if !payload.isEmpty { return payload }
        }
        return nil
    }

    private func accept(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
        var payload = bytes
        if decoder != nil {
            do {
                payload = try decoder?.decode(bytes) ?? []
            } catch {
                throw CallerAuthentication.fault(error)
            }
        }
        if claimedDigest != nil { digest.update(data: payload) }
        count += payload.count
        return payload
    }

    private func finish() throws(Fault) {
        do {
            try decoder?.finish()
        } catch {
            throw CallerAuthentication.fault(error)
        }
        trailers = decoder?.trailers ?? []
        if let announcedLength, announcedLength != count {
            throw Fault(
                "IncompleteBody",
                status: 400,
                "You did not provide the number of bytes specified by the Content-Length HTTP header"
            )
        }
        guard let claimedDigest else { return }
        guard SignatureVerifier.text(of: digest.finalize()) == claimedDigest else {
            throw Fault(
                "XAmzContentSHA256Mismatch",
                status: 400,
                "The provided 'x-amz-content-sha256' header does not match what was computed."
            )
        }
    }
}
