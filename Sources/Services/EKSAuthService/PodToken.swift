import AWSProtocols
import Ambient
import Directory
import IdentityTokens
import JSONTree
import RoleSessions
import SessionCredentials
import Store

/// A verified token of a pod.
struct PodToken: Sendable {
    static let audience = "pods.eks.amazonaws.com"

    let claims: TokenClaims
    let namespace: String
    let serviceAccount: String
    let podName: String
    let podUID: String
    let nodeName: String?
    /// What is odd about this exchange; nil mostly.
    var finding: JSON?

    /// Believes a token of a cluster's own pod.
    ///
    /// - Throws: `InvalidTokenException` or `ExpiredTokenException`; the log names the check that failed.
    init(
        _ text: String,
        cluster: ClusterRecord,
        keys: ClusterKeys,
        now: Timestamp,
        in snapshot: DirectorySnapshot
    ) async throws(Fault) {
        let token: UnverifiedToken
        do throws(TokenRejection) {
            token = try UnverifiedToken(parsing: text)
            guard token.claims.issuer.utf8.elementsEqual(cluster.issuer.utf8) else {
                throw TokenRejection.malformedClaim("iss", reason: "it is not the issuer of cluster \(cluster.name)")
            }
            _ = try TokenVerification.audience(of: token.claims, wanted: [Self.audience])
            let key = try await keys.key(of: token, cluster: cluster, in: snapshot)
            try TokenVerification.checkSignature(of: token, with: key)
            try TokenVerification.checkTimes(of: token.claims, now: now)
            if cluster.isRegistered { try Self.checkLife(of: token.claims) }
        } catch {
            if case .expired = error { throw Words.expiredToken("\(error)") }
            if case .keysUnavailable = error { throw Words.unknownStanding("\(error)") }
            throw Words.invalidToken("\(error)")
        }
        claims = token.claims
        guard let kubernetes = claims.kubernetes, let podName = kubernetes.podName, let podUID = kubernetes.podUID
        else {
            throw Words.invalidToken("the token is not bound to a pod")
        }
        namespace = kubernetes.namespace
        serviceAccount = kubernetes.serviceAccountName
        guard claims.subject == "system:serviceaccount:\(namespace):\(serviceAccount)" else {
            throw Words.invalidToken("sub names another service account than kubernetes.io")
        }
        self.podName = podName
        self.podUID = podUID
        nodeName = kubernetes.nodeName
    }

    /// A registered cluster's token may outlive its pod, so it must not live long: a day, as projected tokens do.
    private static func checkLife(of claims: TokenClaims) throws(TokenRejection) {
        guard claims.expiresAt.seconds - claims.issuedAt.seconds <= longestLife else {
            throw .malformedClaim("exp", reason: "a registered cluster's token must not live longer than a day")
        }
    }

    /// Seconds; API servers add a little to the day that is asked for.
    private static let longestLife: Int64 = 86_400 + 60

    var provenance: PodProvenance {
        PodProvenance(
            namespace: namespace,
            serviceAccount: serviceAccount,
            podName: podName,
            podUID: podUID,
            nodeName: nodeName,
            tokenID: claims.id
        )
    }

    /// What the audit record says of the pod; never the token.
    var audited: JSONObject {
        var audited = provenance.audited
        if let finding { audited["finding"] = finding }
        return audited
    }
}
