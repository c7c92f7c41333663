import AWSVocabulary
import Ambient
import SigV4
import Testing

struct SignatureVerifierTests {
    let now: Timestamp

    init() throws {
        now = try #require(Timestamp(basic: "20150830T123600Z"))
    }

    private func verify(
        _ request: SignableRequest,
        body: String = "",
        at time: Timestamp? = nil
    ) throws(SignatureFault) {
        guard let claim = try SignatureClaim.read(request) else { throw .incomplete("unsigned") }
        let digest = claim.service == "s3" ? nil : SignatureVerifier.digest(of: Array(body.utf8))
        try SignatureVerifier().verify(claim, request, secret: Vectors.secret, now: time ?? now, bodyDigest: digest)
    }

    @Test(arguments: Vectors.all)
    func `accepts what another implementation signed`(_ vector: Vector) throws {
        try verify(vector.request, body: vector.body)
    }

    @Test(arguments: Vectors.all)
    func `refuses the same request with another method, path, query or body`(_ vector: Vector) {
        let request = vector.request
        let changed = [
            SignableRequest(method: "PUT", path: request.path, query: request.query, headers: request.headers),
            SignableRequest(method: request.method, path: "/x", query: request.query, headers: request.headers),
            SignableRequest(method: request.method, path: request.path, query: "x=y", headers: request.headers),
        ]
        for request in changed {
            #expect(throws: SignatureFault.self) { try verify(request, body: vector.body) }
        }
        if vector.service != "s3" {
            #expect(throws: SignatureFault.self) { try verify(request, body: vector.body + " ") }
        }
    }

    @Test(arguments: Vectors.all)
    func `refuses every changed byte of every signed header`(_ vector: Vector) {
        for (index, header) in vector.request.headers.enumerated() {
            for offset in header.value.utf8.indices where header.value.utf8[offset] > UInt8(ascii: " ") {
                var bytes = Array(header.value.utf8)
                let position = header.value.utf8.distance(from: header.value.utf8.startIndex, to: offset)
                bytes[position] = bytes[position] == UInt8(ascii: "z") ? UInt8(ascii: "y") : UInt8(ascii: "z")
                var headers = vector.request.headers
                headers[index].value = String(decoding: bytes, as: UTF8.self)
                let request = SignableRequest(
                    method: vector.method,
                    path: vector.path,
                    query: vector.query,
                    headers: headers
                )
                // The name of the key says which secret is looked up; that it is another's is not the signature's to see.
                if header.name == "authorization", (0..<11).contains(position - "AWS4-HMAC-SHA256 Credential=".count) {
                    continue
                }
                #expect(throws: SignatureFault.self, "\(header.name) at \(position)") {
                    try verify(request, body: vector.body)
                }
            }
        }
    }

    @Test func `blanks around a value do not count, and a header that was not signed may come along`() throws {
        let vector = Vectors.all[0]
        var headers = vector.request.headers + [("accept", "*/*")]
        headers[0].value = "  example.amazonaws.com "
        try verify(SignableRequest(method: "GET", path: "/", query: "", headers: headers))
    }

    @Test func `a header of AWS's own that was not signed is refused`() {
        let headers = Vectors.all[0].request.headers + [("x-amz-security-token", "x")]
        #expect(throws: SignatureFault.incomplete("'x-amz-security-token' must be a signed header")) {
            try verify(SignableRequest(method: "GET", path: "/", query: "", headers: headers))
        }
    }

    @Test(arguments: [
        (-301, false), (-300, true), (300, true), (301, false),
    ])
    func `a clock may differ by five minutes`(_ seconds: Int64, _ isAccepted: Bool) {
        let result = Result { try verify(Vectors.all[0].request, at: now.adding(seconds: seconds)) }
        #expect(((try? result.get()) != nil) == isAccepted)
    }

    @Test(arguments: [(-901, false), (-900, true), (900, true), (901, false)])
    func `for S3 it may differ by fifteen`(_ seconds: Int64, _ isAccepted: Bool) throws {
        let vector = try #require(Vectors.all.last)
        let result = Result { try verify(vector.request, at: now.adding(seconds: seconds)) }
        #expect(((try? result.get()) != nil) == isAccepted)
    }

    @Test func `an unsigned request has no claim, and version 2 is refused by name`() throws {
        let host = [(name: "host", value: "example.amazonaws.com")]
        #expect(try SignatureClaim.read(SignableRequest(method: "GET", path: "/", query: "", headers: host)) == nil)
        let link = SignableRequest(method: "GET", path: "/b/k", query: "AWSAccessKeyId=A&Signature=s", headers: host)
        #expect(throws: SignatureFault.obsolete) { try SignatureClaim.read(link) }
        let header = SignableRequest(
            method: "GET",
            path: "/b/k",
            query: "",
            headers: host + [("authorization", "AWS AKID:c2ln")]
        )
        #expect(throws: SignatureFault.obsolete) { try SignatureClaim.read(header) }
    }

    @Test(arguments: [
        "AWS4-HMAC-SHA512 Credential=A/20150830/us-east-1/service/aws4_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/service, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/service/aws4_request, Signature=0",
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/service/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 SignedHeaders=host, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 nonsense",
    ])
    func `an Authorization that cannot be read is incomplete`(_ text: String) {
        let request = SignableRequest(
            method: "GET",
            path: "/",
            query: "",
            headers: [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z"), ("authorization", text)]
        )
        #expect {
            _ = try SignatureClaim.read(request)
        } throws: { error in
            if case .incomplete? = error as? SignatureFault { true } else { false }
        }
    }

    @Test func `a mismatch tells the log what was signed, without the session token`() throws {
        let vector = try #require(Vectors.all.first { $0.testDescription == "a session token" })
        let request = SignableRequest(method: "GET", path: "/", query: "", headers: vector.request.headers)
        let fault = #expect(throws: SignatureFault.self) { try verify(request) }
        guard case .mismatch(let canonical, _)? = fault else {
            Issue.record("a mismatch was expected, not \(String(describing: fault))")
            return
        }
        #expect(canonical.contains("x-amz-security-token:***"))
        #expect(!canonical.contains("AQoDYXdzEPT"))
    }

    @Test(arguments: ["sts", "s3"])
    func `accepts what our own signer signs`(_ service: String) throws {
        let credentials = SigningCredentials(
            accessKeyID: "AKIDEXAMPLE",
            secret: Vectors.secret,
            sessionToken: Secret("token")
        )
        let headers = [(name: "host", value: "localhost:4580")]
        let added = RequestSigner.sign(
            method: "POST",
            path: "/a b/%C3%BC",
            query: "b=2&a=1",
            headers: headers,
            body: Array("body".utf8),
            credentials: credentials,
            region: "us-west-2",
            service: service,
            now: now
        )
        try verify(
            SignableRequest(method: "POST", path: "/a b/%C3%BC", query: "b=2&a=1", headers: headers + added),
            body: "body"
        )
    }
}
