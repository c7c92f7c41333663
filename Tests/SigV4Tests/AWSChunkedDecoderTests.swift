import AWSVocabulary
import Ambient
import SigV4
import Testing

struct AWSChunkedDecoderTests {
    private static let seed = "5c8828ac7206b306efdba5d8ed94cdc46b510dd2fd7f1ccc5b330c12be6f42a6"
    private static let signatures = [
        "7fba47f4233a0297d71b65c00862e29ffdf6285bbcd335506d95c0e943404ded",
        "2a699eda70fd1e5c9f58ec445ab4ab3f46adaa075de92f1650f74d9b21ba3a39",
        "bb6b19f47747711edbe16219d830a5d6a783e5769635775258868fd9773d3aeb",
    ]

    private static func frames(_ signatures: [String], chunks: [String] = ["0123456789", "abcde", ""]) -> String {
        zip(chunks, signatures).map { chunk, signature in
            String(chunk.utf8.count, radix: 16) + ";chunk-signature=\(signature)\r\n\(chunk)\r\n"
        }
        .joined()
    }

    private func decoder(_ kind: String) throws -> AWSChunkedDecoder {
        let request = SignableRequest(
            method: "PUT",
            path: "/bucket/key",
            query: "",
            headers: [
                ("host", "example.amazonaws.com"), ("x-amz-content-sha256", kind), ("x-amz-date", "20150830T123600Z"),
                ("x-amz-decoded-content-length", "15"),
                (
                    "authorization",
                    """
                    AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request, \
                    SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length, \
                    Signature=\(Self.seed)
                    """
                ),
            ]
        )
        let claim = try #require(try SignatureClaim.read(request))
        return try #require(SignatureVerifier().chunkedDecoder(for: claim, secret: Vectors.secret))
    }

    private func decode(_ text: String, _ kind: String, step: Int = .max) throws -> String {
        var decoder = try decoder(kind)
        var payload: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            payload += try decoder.decode(Array(rest.prefix(step)))
            rest = rest.dropFirst(step)
        }
        try decoder.finish()
        return String(decoding: payload, as: UTF8.self)
    }

    private static let signed = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    private static let unsigned = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"

    @Test(arguments: [Int.max, 1, 7])
    func `takes the frames off signed chunks, however they arrive`(_ step: Int) throws {
        #expect(try decode(Self.frames(Self.signatures), Self.signed, step: step) == "0123456789abcde")
    }

    @Test(arguments: [
        ("a changed byte", frames(signatures, chunks: ["0123456780", "abcde", ""])),
        (
            "chunks in another order",
            frames([signatures[1], signatures[0], signatures[2]], chunks: ["abcde", "0123456789", ""])
        ),
        ("a chunk that is missing", frames([signatures[0], signatures[2]], chunks: ["0123456789", ""])),
        ("another signature", frames([signatures[0], signatures[0], signatures[2]])),
        ("no signature", "f\r\n0123456789abcde\r\n0\r\n\r\n"),
        ("an end without its signature", frames(Array(signatures[..<2])) + "0\r\n\r\n"),
        ("no end", frames(Array(signatures[..<2]))),
        ("half a chunk", "a;chunk-signature=\(signatures[0])\r\n01234"),
        ("bytes after the end", frames(signatures) + "more"),
        ("a length that is none", "x;chunk-signature=\(signatures[0])\r\n"),
        ("a length beyond reason", "fffffffffffffff;chunk-signature=\(signatures[0])\r\n"),
        ("a line without end", String(repeating: "0", count: 10_000)),
    ])
    func `refuses what was not signed so`(_ what: String, _ body: String) {
        #expect(throws: SignatureFault.self, "\(what)") { try decode(body, Self.signed) }
    }

    @Test(arguments: [Int.max, 1])
    func `reads trailers after unsigned chunks`(_ step: Int) throws {
        var decoder = try decoder(Self.unsigned)
        var payload: [UInt8] = []
        var rest = Array("5\r\nhello\r\n0\r\nX-Amz-Checksum-Crc32: NhCmhg==\r\n\r\n".utf8)[...]
        while !rest.isEmpty {
            payload += try decoder.decode(Array(rest.prefix(step)))
            rest = rest.dropFirst(step)
        }
        try decoder.finish()
        #expect(payload == Array("hello".utf8))
        #expect(decoder.trailers.map(\.name) == ["x-amz-checksum-crc32"])
        #expect(decoder.trailers.map(\.value) == ["NhCmhg=="])
    }
}
