import AWSVocabulary
import Foundation
import IdentityTokens
import JSONTree
import KubernetesClient
import RoleSessions
import Store

/// The objects that tokens are bound to, in whichever cluster.
///
/// The embedded cluster knows at once. A registered one is asked with a TokenReview at every exchange if it was registered
/// with a token for that; if it does not answer, nobody can tell and the token is refused. Otherwise a token counts until it
/// expires, a day after it was issued at the latest.
struct ClusterObjects: BoundObjects {
    let embedded: EmbeddedObjects
    private static let patience = Duration.seconds(5)

    func standing(
        of claims: TokenClaims,
        token: Secret,
        audience: String,
        in cluster: ClusterRecord
    ) async -> TokenStanding {
        guard let registration = cluster.registration else {
            return await embedded.standing(of: claims, token: token, audience: audience, in: cluster)
        }
        guard let reviewer = registration.reviewer else { return .exists }
        guard let endpoint = registration.endpoint, let server = ServerURL(endpoint) else {
            return .unknown(reason: "cluster \(cluster.name) is registered without an endpoint to ask")
        }
        var access = ClusterAccess(server: server)
        access.token = .fixed(reviewer)
        access.certificateAuthority = registration.certificateAuthority.flatMap {
            Data(base64Encoded: $0).map { Array($0) }
        }
        let review: JSON = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
            "spec": ["token": .string(token.exposed), "audiences": [.string(audience)]],
        ]
        do {
            let answer = try await KubernetesClient(access).call(
                .post,
                "/apis/authentication.k8s.io/v1/tokenreviews",
                query: [],
                body: review,
                within: Self.patience
            )
            return Self.standing(answer, of: claims, for: audience, in: cluster.name)
        } catch {
            return .unknown(reason: "the API server of cluster \(cluster.name) cannot be asked: \(error)")
        }
    }

    /// What a TokenReview's answer says of a token that was presented to an audience.
    ///
    /// A server that names no audiences knows of none but its own, so that the token was not for the one asked for.
    static func standing(
        _ answer: JSON,
        of claims: TokenClaims,
        for audience: String,
        in name: String
    ) -> TokenStanding {
        guard let status = answer["status"], let isGood = status["authenticated"]?.boolean else {
            let reason = answer["status"]?["error"]?.string ?? "its API server says that the token is not valid"
            return answer["kind"]?.string == "TokenReview"
                ? .gone(reason: "cluster \(name): \(reason)")
                : .unknown(reason: "the API server of cluster \(name) did not answer with a TokenReview")
        }
        guard isGood, status["user"]?["username"]?.string == claims.subject else {
            return .gone(reason: "cluster \(name): \(status["error"]?.string ?? "the token is not valid there")")
        }
        let audiences = status["audiences"]?.array?.compactMap(\.string) ?? []
        guard audiences.contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else {
            return .gone(reason: "cluster \(name): the token is not for \(audience) there")
        }
        return .exists
    }
}
