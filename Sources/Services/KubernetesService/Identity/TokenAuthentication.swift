import Ambient
import ClusterStore
import IdentityTokens
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Who a request comes from: a client certificate first, then a bearer token, or else nobody.
    ///
    /// - Throws: `APIError` 401 for a token that is not valid.
    func authenticate(_ request: KubernetesRequest) async throws(APIError) -> UserInfo {
        guard !request.headers.keys.contains(where: { $0.hasPrefix("impersonate-") }) else {
            throw .badRequest("impersonation (--as, --as-group) is not supported by this cluster; use a token instead")
        }
        if var user = request.certificate {
            if !user.groups.contains("system:authenticated") { user.groups.append("system:authenticated") }
            return user
        }
        guard let header = request.headers["authorization"] else { return .anonymous }
        guard header.lowercased().hasPrefix("bearer ") else { throw .unauthorized }
        let token = String(header.dropFirst("bearer ".count))
        if token.hasPrefix(AWSTokens.prefix) {
            guard let user = await awsTokens?.user(of: token) else { throw .unauthorized }
            return user
        }
        guard case .success(let review) = review(token, audiences: tokens.ownAudiences) else { throw .unauthorized }
        return review.user
    }

    /// Verifies a service-account token for some audiences.
    func review(
        _ text: String,
        audiences: [String]
    ) -> Result<(user: UserInfo, audiences: [String]), TokenProblem> {
        do throws(TokenRejection) {
            let token = try UnverifiedToken(parsing: text)
            let claims = token.claims
            guard claims.issuer == tokens.issuer else { return .failure(TokenProblem("invalid bearer token")) }
            let key = try TokenVerification.key(of: token, in: tokens.keys())
            try TokenVerification.checkSignature(of: token, with: key)
            try TokenVerification.checkTimes(of: claims, now: clock.now)
            let matching = claims.audiences.filter(audiences.contains)
            guard !matching.isEmpty else {
                return .failure(
                    TokenProblem("token audiences \(claims.audiences) is invalid for the target audiences \(audiences)")
                )
            }
            guard let bound = claims.kubernetes else { return .failure(TokenProblem("invalid bearer token")) }
            let standing = BoundObjectStanding(store: store).standing(of: bound)
            if case .gone(let reason) = standing { return .failure(TokenProblem(reason)) }
            var user = UserInfo.serviceAccount(
                namespace: bound.namespace,
                name: bound.serviceAccountName,
                uid: bound.serviceAccountUID ?? ""
            )
            let prefix = "authentication.kubernetes.io/"
            if let id = claims.id { user.extra[prefix + "credential-id"] = ["JTI=\(id)"] }
            if let node = bound.nodeName {
                user.extra[prefix + "node-name"] = [node]
                let uid = token.payload["kubernetes.io"]?.at("node", "uid")?.string
                if let uid { user.extra[prefix + "node-uid"] = [uid] }
            }
            if let pod = bound.podName {
                user.extra[prefix + "pod-name"] = [pod]
                user.extra[prefix + "pod-uid"] = [bound.podUID ?? ""]
            }
            return .success((user, matching))
        } catch {
            return .failure(TokenProblem("invalid bearer token"))
        }
    }

    /// What somebody may do, by the roles stored now.
    var accessRules: AccessRules {
        let snapshot = store.snapshot
        return AccessRules(
            roles: { snapshot.object(.roles, namespace: $0, name: $1) },
            clusterRoles: { snapshot.object(.clusterRoles, namespace: "", name: $0) },
            roleBindings: { snapshot.objects(.roleBindings, namespace: $0) },
            clusterRoleBindings: { snapshot.objects(.clusterRoleBindings) }
        )
    }
}

/// Why a token is not believed.
struct TokenProblem: Error, Sendable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
