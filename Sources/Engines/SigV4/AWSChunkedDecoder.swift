import AWSVocabulary
import Crypto

/// Takes the frames off an `aws-chunked` body as it arrives, verifying each chunk where chunks are signed.
///
/// A frame is the length in hexadecimal digits, `;chunk-signature=…` if signed, a line break, that many bytes and a line
/// break; a frame of length 0 ends the body, and trailer fields may follow it.
package struct AWSChunkedDecoder: Sendable {
    private enum State {
        case size
        case data(remaining: Int)
        case dataEnd
        case trailer
        case finished
    }

    private static let maximumLine = 4096
    private static let maximumChunk = 64 * 1024 * 1024
    private static let maximumTrailers = 16

    private let claim: SignatureClaim?
    private let key: SigningKey?
    private let hasTrailer: Bool
    private var previousSignature = ""
    private var state = State.size
    private var line: [UInt8] = []
    private var chunkSignature = ""
    private var digest = SHA256()
    private var signedTrailer: [UInt8] = []
    private var trailerSignature: String?

    /// Fields after the last chunk, names in lower case; complete once the body has ended.
    package private(set) var trailers: [(name: String, value: String)] = []

    init(signing: (claim: SignatureClaim, key: SigningKey)?, hasTrailer: Bool) {
        claim = signing?.claim
        key = signing?.key
        previousSignature = signing?.claim.signature ?? ""
        self.hasTrailer = hasTrailer
    }

    /// The payload in some bytes of the body.
    ///
    /// What a chunk holds is given out before its signature is checked; nothing may be kept unless `finish` returned.
    ///
    /// - Throws: `SignatureFault`.
    package mutating func decode(_ bytes: [UInt8]) throws(SignatureFault) -> [UInt8] {
        var payload: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .data(let remaining):
                let part = rest.prefix(remaining)
                payload.append(contentsOf: part)
                if key != nil { digest.update(data: part) }
                rest = rest.dropFirst(part.count)
                state = part.count == remaining ? .dataEnd : .data(remaining: remaining - part.count)
            case .finished: throw .incomplete("bytes after the end of the body")
            case .size, .dataEnd, .trailer:
                guard let text = try takeLine(&rest) else { break }
                try handle(text)
            }
        }
        return payload
    }

    /// Checks that the body has come to its end.
    ///
    /// - Throws: `SignatureFault`.
    package mutating func finish() throws(SignatureFault) {
        switch state {
        case .finished: break
        // Bodies without trailers may leave out the last line break.
        case .trailer where line.isEmpty: try endTrailer()
        default: throw .incomplete("the body ends within a chunk")
        }
    }

    private mutating func takeLine(_ rest: inout ArraySlice<UInt8>) throws(SignatureFault) -> String? {
        guard let end = rest.firstIndex(of: 0x0A) else {
            line.append(contentsOf: rest)
            rest = []
            guard line.count <= Self.maximumLine else { throw .incomplete("a chunk's head is too long") }
            return nil
        }
        line.append(contentsOf: rest[..<end])
        rest = rest[(end + 1)...]
        guard line.count <= Self.maximumLine else { throw .incomplete("a chunk's head is too long") }
        if line.last == 0x0D { line.removeLast() }
        defer { line = [] }
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func handle(_ text: String) throws(SignatureFault) {
        switch state {
        case .dataEnd:
            guard text.isEmpty else { throw .incomplete("a chunk is longer than its head says") }
            try checkChunk()
            state = .size
        case .size: try startChunk(text)
        case .trailer: try handleTrailer(text)
        case .data, .finished: break
        }
    }

    private mutating func startChunk(_ text: String) throws(SignatureFault) {
        let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
        guard let size = Int(parts[0], radix: 16), (0...Self.maximumChunk).contains(size) else {
            throw .incomplete("a chunk's length cannot be read")
        }
        if key != nil {
            guard parts.count == 2, parts[1].hasPrefix("chunk-signature=") else {
                throw .incomplete("a chunk is not signed")
            }
            chunkSignature = String(parts[1].dropFirst("chunk-signature=".count))
        }
        guard size == 0 else {
            state = .data(remaining: size)
            return
        }
        try checkChunk()
        state = .trailer
    }

    private mutating func checkChunk() throws(SignatureFault) {
        guard let claim, let key else { return }
        let data = digest.finalize()
        digest = SHA256()
        var text = StringToSign.head("AWS4-HMAC-SHA256-PAYLOAD", claim: claim)
        text += Array(previousSignature.utf8) + [0x0A]
        text += StringToSign.hex(SHA256.hash(data: [UInt8]())) + [0x0A] + StringToSign.hex(data)
        try check(chunkSignature, of: text, with: key)
        previousSignature = chunkSignature
    }

    private mutating func handleTrailer(_ text: String) throws(SignatureFault) {
        guard !text.isEmpty else { return try endTrailer() }
        guard hasTrailer, let colon = text.firstIndex(of: ":"), trailers.count < Self.maximumTrailers else {
            throw .incomplete("a trailer field that was not announced")
        }
        let name = text[..<colon].lowercased()
        let value = text[text.index(after: colon)...].drop { $0 == " " }
        if name == "x-amz-trailer-signature" {
            trailerSignature = String(value)
        } else {
            trailers.append((name, String(value)))
            signedTrailer += Array("\(name):\(value)\n".utf8)
        }
    }

    private mutating func endTrailer() throws(SignatureFault) {
        if let claim, let key, hasTrailer {
            guard let trailerSignature else { throw .incomplete("the trailer is not signed") }
            var text = StringToSign.head("AWS4-HMAC-SHA256-TRAILER", claim: claim)
            text += Array(previousSignature.utf8) + [0x0A] + StringToSign.hex(SHA256.hash(data: signedTrailer))
            try check(trailerSignature, of: text, with: key)
        }
        state = .finished
    }

    private func check(_ signature: String, of text: [UInt8], with key: SigningKey) throws(SignatureFault) {
        guard constantTimeEquals(Array(key.signature(of: text).utf8), Array(signature.utf8)) else {
            throw .mismatch(
                canonicalRequest: "a chunk of the body",
                stringToSign: String(decoding: text, as: UTF8.self)
            )
        }
    }
}
