import AWSVocabulary
import IdentityTokens
import JSONTree
import RoleSessions
import ServiceModel
import SessionCredentials
import Store

/// Somebody whose token was verified.
struct WebIdentity: Sendable {
    let claims: TokenClaims
    let provider: OIDCProviderRecord
    /// The audience that counted.
    let audience: String
    /// The `kid` of the key that signed.
    let keyID: KeyID
    /// How the issuer's server was trusted; nil for our own issuers, which nobody connects to.
    let connection: FetchedDocument.Verification?

    let tags: SessionTags
    let sourceIdentity: String?

    var providerARN: String { provider.arn.description }

    /// What an operator sees of the token beside a decision.
    var facts: JSONObject {
        var token: JSONObject = [
            "issuer": .string(claims.issuer), "subject": .string(claims.subject), "audience": .string(audience),
            "kid": .string(keyID.description),
        ]
        if let kubernetes = claims.kubernetes {
            token["namespace"] = .string(kubernetes.namespace)
            token["serviceAccount"] = .string(kubernetes.serviceAccountName)
            if let pod = kubernetes.podName { token["pod"] = .string(pod) }
        }
        return ["token": .object(token)]
    }

    var auditIdentity: AuditDetails.WebIdentity {
        AuditDetails.WebIdentity(providerARN: providerARN, subject: claims.subject, audience: audience)
    }

    /// How the issuer was trusted and which pod it was; nil if neither is known.
    var additionalEventData: JSON? {
        var data = JSONObject()
        if let connection { data["identityProviderConnectionVerificationMethod"] = .string(connection.rawValue) }
        if let pod { data["podIdentity"] = .object(pod.audited) }
        return data.isEmpty ? nil : .object(data)
    }

    var federation: Federation {
        Federation(
            providerARN: providerARN,
            issuer: claims.issuer,
            subject: claims.subject,
            audience: audience
        )
    }

    /// The pod that the token was given to, if Kubernetes wrote it.
    var pod: PodProvenance? {
        guard let kubernetes = claims.kubernetes else { return nil }
        return PodProvenance(
            namespace: kubernetes.namespace,
            serviceAccount: kubernetes.serviceAccountName,
            podName: kubernetes.podName,
            podUID: kubernetes.podUID,
            nodeName: kubernetes.nodeName,
            tokenID: claims.id
        )
    }
}
