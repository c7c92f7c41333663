package import JSONTree

/// What an issuer publishes of itself (OpenID Connect Discovery 1.0 section 3).
package struct DiscoveryDocument: Sendable, Hashable {
    package let issuer: String
    package let keySetURL: String

    package init(issuer: String, keySetURL: String) {
        self.issuer = issuer
        self.keySetURL = keySetURL
    }

    /// Reads a document; nil if it is no JSON object with an issuer and a place of keys.
    package init?(parsing bytes: [UInt8]) {
        let limits = JSONLimits(maximumBytes: 256 * 1024, maximumDepth: 8, maximumValues: 5000)
        guard let json = try? JSON(parsing: bytes, limits: limits), let issuer = json["issuer"]?.string,
            let keys = json["jwks_uri"]?.string
        else { return nil }
        self.init(issuer: issuer, keySetURL: keys)
    }

    /// The document as EKS writes it.
    package var json: JSON {
        [
            "issuer": .string(issuer), "jwks_uri": .string(keySetURL),
            "authorization_endpoint": "urn:kubernetes:programmatic_authorization",
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "claims_supported": ["sub", "iss"],
        ]
    }
}
