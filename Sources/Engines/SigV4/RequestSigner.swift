package import AWSVocabulary
package import Ambient

/// An access key to sign with.
package struct SigningCredentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secret: Secret
    package let sessionToken: Secret?

    package init(accessKeyID: String, secret: Secret, sessionToken: Secret?) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.sessionToken = sessionToken
    }
}

/// Signs requests as AWS's clients do.
package enum RequestSigner {
    /// The header fields to add to a request; those given, `host` among them, are all signed.
    package static func sign(
        method: String,
        path: String,
        query: String,
        headers: [(name: String, value: String)],
        body: [UInt8],
        credentials: SigningCredentials,
        region: String,
        service: String,
        now: Timestamp
    ) -> [(name: String, value: String)] {
        var added = [(name: "x-amz-date", value: now.basic)]
        let digest = SignatureVerifier.digest(of: body)
        if service == "s3" { added.append((name: "x-amz-content-sha256", value: digest)) }
        if let token = credentials.sessionToken { added.append((name: "x-amz-security-token", value: token.exposed)) }
        let all = headers + added
        let names = Set(all.map(\.name)).sorted()
        let date = String(now.basic.prefix(8))
        let scope = "\(credentials.accessKeyID)/\(date)/\(region)/\(service)/aws4_request"
        let claim = SignatureClaim.unsigned(
            credentials: credentials,
            date: date,
            region: region,
            service: service,
            signedHeaders: names,
            signedAt: now
        )
        guard
            let canonical = try? CanonicalRequest(
                SignableRequest(method: method, path: path, query: query, headers: all),
                claim: claim,
                payload: digest,
                pathEncoding: service == "s3" ? .once : .twice
            )
        else { return added }
        let key = SigningKey(secret: credentials.secret, date: date, region: region, service: service)
        let signature = key.signature(of: StringToSign.bytes(canonical, claim: claim))
        let value =
            "\(SignatureClaim.algorithm) Credential=\(scope), SignedHeaders=\(names.joined(separator: ";")), "
            + "Signature=\(signature)"
        return added + [(name: "authorization", value: value)]
    }
}
