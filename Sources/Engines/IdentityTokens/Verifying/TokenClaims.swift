package import AWSVocabulary
package import Ambient
package import JSONTree

/// The claims of a token that decisions are made on.
package struct TokenClaims: Sendable, Hashable {
    package let issuer: String
    package let subject: String
    /// At least one.
    package let audiences: [String]
    package let authorizedParty: String?
    package let expiresAt: Timestamp
    package let issuedAt: Timestamp
    package let notBefore: Timestamp?
    /// The `jti`.
    package let id: String?
    package let methods: [String]
    package let email: String?
    package let kubernetes: KubernetesClaims?
    /// Tags for the session, from `https://aws.amazon.com/tags`.
    package let sessionTags: [Tag]
    package let transitiveTagKeys: [String]
    /// From `https://aws.amazon.com/source_identity`.
    package let sourceIdentity: String?
}

/// What a Kubernetes API server writes about the token's bearer.
package struct KubernetesClaims: Sendable, Hashable {
    package let namespace: String
    package let serviceAccountName: String
    package let serviceAccountUID: String?
    package let podName: String?
    package let podUID: String?
    package let nodeName: String?
    package let secretName: String?
    package let secretUID: String?
}

extension TokenClaims {
    /// Reads the claims a session needs, and those that may be there.
    ///
    /// - Throws: `TokenRejection` of the kinds `missingClaim` and `malformedClaim`.
    package init(_ payload: JSONObject) throws(TokenRejection) {
        let reader = ClaimReader(payload)
        issuer = try reader.text("iss")
        audiences = try reader.texts("aud")
        subject = try reader.text("sub")
        expiresAt = try reader.time("exp")
        issuedAt = try reader.time("iat")
        notBefore = try reader.optionalTime("nbf")
        authorizedParty = try reader.optionalText("azp")
        id = try reader.optionalText("jti")
        methods = try reader.optionalTexts("amr")
        // Nothing but conditions asks for it: what is no text is none.
        email = payload["email"]?.string
        kubernetes = KubernetesClaims(payload["kubernetes.io"])
        let tags = try reader.sessionTags()
        sessionTags = tags.tags
        transitiveTagKeys = tags.transitive
        sourceIdentity = try reader.optionalText("https://aws.amazon.com/source_identity")
    }
}

extension KubernetesClaims {
    init?(_ json: JSON?) {
        guard let json, let namespace = json["namespace"]?.string, let name = json["serviceaccount"]?["name"]?.string
        else { return nil }
        self.init(
            namespace: namespace,
            serviceAccountName: name,
            serviceAccountUID: json["serviceaccount"]?["uid"]?.string,
            podName: json["pod"]?["name"]?.string,
            podUID: json["pod"]?["uid"]?.string,
            nodeName: json["node"]?["name"]?.string,
            secretName: json["secret"]?["name"]?.string,
            secretUID: json["secret"]?["uid"]?.string
        )
    }
}
