import NIOHTTP1

/// How a call is made.
package enum KubernetesMethod: Sendable {
    case get
    case post
    case put
    /// JSON merge patch (RFC 7386).
    case mergePatch
    /// JSON patch (RFC 6902).
    case jsonPatch

    var http: HTTPMethod {
        switch self {
        case .get: .GET
        case .post: .POST
        case .put: .PUT
        case .mergePatch, .jsonPatch: .PATCH
        }
    }

    var contentType: String {
        switch self {
        case .get, .post, .put: "application/json"
        case .mergePatch: "application/merge-patch+json"
        case .jsonPatch: "application/json-patch+json"
        }
    }
}
