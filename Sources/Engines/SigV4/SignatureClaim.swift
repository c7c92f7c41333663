package import AWSVocabulary
package import Ambient

/// What a signed request says about its signature; nothing of it is verified yet.
package struct SignatureClaim: Sendable, Hashable {
    package let accessKeyID: String
    /// `yyyymmdd`.
    package let date: String
    package let region: String
    package let service: String
    /// Lower-case names, sorted.
    package let signedHeaders: [String]
    package let signature: String
    package let sessionToken: Secret?
    package let signedAt: Timestamp
    /// Whether the signature stands in the query.
    package let isPresigned: Bool
    /// Seconds a presigned request lives.
    package let expiresIn: Int?
    /// Nil if the request does not say, as outside S3.
    package let payload: PayloadHash?

    static let algorithm = "AWS4-HMAC-SHA256"
    /// The most a presigned request may live, in seconds.
    static let maximumExpiry = 604_800

    /// Reads the signature of a request; nil if it is not signed.
    ///
    /// - Throws: `SignatureFault.incomplete`, and `SignatureFault.obsolete` for version 2.
    package static func read(_ request: SignableRequest) throws(SignatureFault) -> SignatureClaim? {
        let authorization = request.values("authorization")
        let isPresigned =
            request.query.utf8.count > 16 && QueryParameters.contains("X-Amz-Algorithm", in: request.query)
        if authorization.isEmpty {
            if isPresigned { return try presigned(request) }
            guard !QueryParameters.contains("AWSAccessKeyId", in: request.query) else { throw .obsolete }
            return nil
        }
        guard authorization.count == 1, !isPresigned else {
            throw .incomplete("the request is signed more than once")
        }
        return try header(authorization[0], of: request)
    }

    private static func header(_ text: String, of request: SignableRequest) throws(SignatureFault) -> SignatureClaim {
        guard text.hasPrefix(algorithm + " ") else {
            if text.hasPrefix("AWS ") { throw .obsolete }
            throw .incomplete("Authorization is not of the kind \(algorithm)")
        }
        var fields = AuthorizationFields()
        let rest = Array(text.utf8).dropFirst(algorithm.utf8.count + 1)
        for part in rest.fields(separatedBy: ",") where !part.isEmpty {
            guard fields.read(part.drop { $0 == UInt8(ascii: " ") }) else {
                throw .incomplete("Authorization cannot be read")
            }
        }
        guard let credential = fields.credential, let signed = fields.signedHeaders, let signature = fields.signature
        else { throw .incomplete("Authorization lacks Credential, SignedHeaders or Signature") }
        guard let date = request.single("x-amz-date") ?? request.single("date"), let time = Timestamp(basic: date)
        else {
            throw .incomplete("X-Amz-Date is missing or not of the form 20261124T000250Z")
        }
        let payload = request.single("x-amz-content-sha256")
        let claim = SignatureClaim(
            scope: try Scope(credential),
            signedHeaders: signed.fields(separatedBy: ";").filter { !$0.isEmpty }.map(\.text),
            signature: signature.text,
            sessionToken: request.single("x-amz-security-token").map { Secret($0) },
            signedAt: time,
            expiresIn: nil,
            isPresigned: false,
            payload: try payload.map { text throws(SignatureFault) in try hash(text) }
        )
        try claim.check(request)
        return claim
    }

    private static func presigned(_ request: SignableRequest) throws(SignatureFault) -> SignatureClaim {
        let query = try QueryParameters(request.query)
        func one(_ name: String) throws(SignatureFault) -> String {
            let values = query.values(name)
            guard values.count == 1 else { throw .incomplete("\(name) must occur once") }
            return values[0]
        }
        guard try one("X-Amz-Algorithm") == algorithm else {
            throw .incomplete("X-Amz-Algorithm must be \(algorithm)")
        }
        guard let time = Timestamp(basic: try one("X-Amz-Date")) else {
            throw .incomplete("X-Amz-Date is not of the form 20261124T000250Z")
        }
        guard let expiresIn = Int(try one("X-Amz-Expires")), (1...maximumExpiry).contains(expiresIn) else {
            throw .incomplete("X-Amz-Expires is not between 1 and \(maximumExpiry) seconds")
        }
        let token = query.values("X-Amz-Security-Token")
        guard token.count <= 1 else { throw .incomplete("X-Amz-Security-Token must occur once") }
        let claim = SignatureClaim(
            scope: try Scope(Array(try one("X-Amz-Credential").utf8)[...]),
            signedHeaders: try one("X-Amz-SignedHeaders").split(separator: ";").map(String.init),
            signature: try one("X-Amz-Signature"),
            sessionToken: token.first.map { Secret($0) },
            signedAt: time,
            expiresIn: expiresIn,
            isPresigned: true,
            payload: .unsigned
        )
        try claim.check(request)
        return claim
    }

    private static func hash(_ text: String) throws(SignatureFault) -> PayloadHash {
        guard let hash = PayloadHash(text) else { throw .incomplete("x-amz-content-sha256 cannot be read") }
        return hash
    }

    /// A claim that is about to be signed.
    static func unsigned(
        credentials: SigningCredentials,
        date: String,
        region: String,
        service: String,
        signedHeaders: [String],
        signedAt: Timestamp
    ) -> SignatureClaim {
        SignatureClaim(
            scope: Scope(accessKeyID: credentials.accessKeyID, date: date, region: region, service: service),
            signedHeaders: signedHeaders,
            signature: "",
            sessionToken: credentials.sessionToken,
            signedAt: signedAt,
            expiresIn: nil,
            isPresigned: false,
            payload: nil
        )
    }

    private init(
        scope: Scope,
        signedHeaders: [String],
        signature: String,
        sessionToken: Secret?,
        signedAt: Timestamp,
        expiresIn: Int?,
        isPresigned: Bool,
        payload: PayloadHash?
    ) {
        accessKeyID = scope.accessKeyID
        date = scope.date
        region = scope.region
        service = scope.service
        self.signedHeaders = signedHeaders
        self.signature = signature
        self.sessionToken = sessionToken
        self.signedAt = signedAt
        self.isPresigned = isPresigned
        self.expiresIn = expiresIn
        self.payload = payload
    }

    /// What can be wrong before any secret is known.
    private func check(_ request: SignableRequest) throws(SignatureFault) {
        guard signature.utf8.count == 64, signature.utf8.allSatisfy(HexDigits.isLowerHex) else {
            throw .incomplete("Signature is not 64 hexadecimal digits")
        }
        guard signedAt.basic.hasPrefix(date) else {
            throw .incomplete("the date of the credential scope is not that of X-Amz-Date")
        }
        guard signedHeaders.contains("host") else { throw .incomplete("'Host' must be a signed header") }
        guard zip(signedHeaders, signedHeaders.dropFirst()).allSatisfy(<) else {
            throw .incomplete("SignedHeaders is not sorted, or names a header twice")
        }
        for name in signedHeaders where !request.headers.contains(where: { $0.name == name }) {
            throw .incomplete("the signed header '\(name)' is missing")
        }
        // What AWS's own headers say must not be open to change on the way.
        for header in request.headers
        where header.name.hasPrefix("x-amz-") && !signedHeaders.contains(header.name) && !isPresigned {
            throw .incomplete("'\(header.name)' must be a signed header")
        }
    }
}

/// The credential scope: `KEY/yyyymmdd/region/service/aws4_request`.
private struct Scope {
    let accessKeyID: String
    let date: String
    let region: String
    let service: String

    init(accessKeyID: String, date: String, region: String, service: String) {
        self.accessKeyID = accessKeyID
        self.date = date
        self.region = region
        self.service = service
    }

    init(_ bytes: ArraySlice<UInt8>) throws(SignatureFault) {
        let parts = bytes.fields(separatedBy: "/")
        guard parts.count == 5, parts[4].elementsEqual("aws4_request".utf8), parts.allSatisfy({ !$0.isEmpty }),
            parts[0].count <= 128, parts[1].count == 8
        else { throw .incomplete("Credential is not of the form KEY/DATE/REGION/SERVICE/aws4_request") }
        (accessKeyID, date, region, service) = (parts[0].text, parts[1].text, parts[2].text, parts[3].text)
    }
}

/// The fields of an `Authorization` header, each of which occurs at most once.
private struct AuthorizationFields {
    var credential: ArraySlice<UInt8>?
    var signedHeaders: ArraySlice<UInt8>?
    var signature: ArraySlice<UInt8>?

    /// Reads `Name=value`, where other names are ignored; false if it is not of that form, or occurs again.
    mutating func read(_ field: ArraySlice<UInt8>) -> Bool {
        guard let end = field.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let value = field[(end + 1)...]
        switch field[..<end].text {
        case "Credential": return credential.set(value)
        case "SignedHeaders": return signedHeaders.set(value)
        case "Signature": return signature.set(value)
        default: return true
        }
    }
}

extension ArraySlice<UInt8>? {
    /// Sets what is not set yet.
    fileprivate mutating func set(_ value: ArraySlice<UInt8>) -> Bool {
        guard self == nil else { return false }
        self = value
        return true
    }
}
