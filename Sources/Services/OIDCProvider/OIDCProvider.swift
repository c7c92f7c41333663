import IdentityTokens
import JSONTree

/// What our clusters' issuers publish: who they are, and the keys their tokens are verified with.
///
/// OpenID Connect Discovery 1.0 section 4 and RFC 7517, with paths, content types and caching as EKS and Kubernetes have
/// them. It knows nothing of how requests arrive or where keys are kept.
package struct OIDCProvider: Sendable {
    private static let discovery = "/.well-known/openid-configuration"
    private static let keySet = "/keys"

    private let issuers: @Sendable () -> [PublishedIssuer]

    /// Publishes the issuers there are whenever somebody asks.
    package init(issuers: @escaping @Sendable () -> [PublishedIssuer]) {
        self.issuers = issuers
    }

    /// Answers `GET` and `HEAD` of a path, which comes without its query.
    package func answer(method: String, path: String) -> PublishedAnswer {
        guard let document = document(path) else { return .text("404 page not found", status: 404) }
        guard method == "GET" || method == "HEAD" else {
            return .text("405 method not allowed", status: 405, headers: [("allow", "GET, HEAD")])
        }
        return document
    }

    private func document(_ path: String) -> PublishedAnswer? {
        guard path.hasSuffix(Self.discovery) || path.hasSuffix(Self.keySet) else { return nil }
        for issuer in issuers() where path.hasPrefix(issuer.path) {
            switch path.dropFirst(issuer.path.count) {
            case Self.discovery[...]:
                let document = DiscoveryDocument(issuer: issuer.issuer, keySetURL: issuer.issuer + Self.keySet)
                return published(document.json, type: "application/json")
            case Self.keySet[...]: return published(KeySet(issuer.keys).json, type: "application/jwk-set+json")
            default: continue
            }
        }
        return nil
    }

    private func published(_ json: JSON, type: String) -> PublishedAnswer {
        PublishedAnswer(
            status: 200,
            headers: [("content-type", type), ("cache-control", "public, max-age=3600")],
            body: json.serialized()
        )
    }
}
