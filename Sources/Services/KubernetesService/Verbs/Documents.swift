import ClusterStore
import IdentityTokens
import JSONTree
import KubernetesAPI

extension KubernetesService {
    private static let customResources = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

    /// That there are none is asked by `kubectl apply`, about kinds that it does not find: it then says so of these, and
    /// applies the others.
    private func listNoCustomResources(
        _ request: KubernetesRequest,
        _ user: UserInfo
    ) throws(APIError) -> KubernetesResponse {
        var asked = AccessRequest(verb: "list")
        asked.group = "apiextensions.k8s.io"
        asked.resource = "customresourcedefinitions"
        guard accessRules.reason(for: user, asked) != nil else {
            throw APIError(code: 403, reason: "Forbidden", message: "forbidden: \(asked.refusal(of: user))")
        }
        guard request.method == "GET", !request.flag("watch") else { throw .methodNotAllowed }
        return Self.json([
            "kind": "CustomResourceDefinitionList", "apiVersion": "apiextensions.k8s.io/v1",
            "metadata": ["resourceVersion": .string(String(store.snapshot.revision))], "items": [],
        ])
    }

    private static let paths =
        ["/.well-known/openid-configuration", "/api", "/api/v1", "/apis"]
        + APIResource.groups.flatMap { ["/apis/\($0)", "/apis/\($0)/v1"] }
        + ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/openid/v1/jwks", "/readyz", "/version"]

    /// Documents that are not objects: health, version, discovery, OpenAPI, the issuer's keys; nil for any other path.
    func document(_ request: KubernetesRequest, _ user: UserInfo) throws(APIError) -> KubernetesResponse? {
        let path =
            request.path.count > 1 && request.path.hasSuffix("/") ? String(request.path.dropLast()) : request.path
        if path == Self.customResources { return try listNoCustomResources(request, user) }
        let parts = path.split(separator: "/").map { String($0) }
        let isObject = parts.first == "api" && parts.count > 2 || parts.first == "apis" && parts.count > 3
        guard !isObject else { return nil }
        var asked = AccessRequest(verb: request.method.lowercased())
        asked.path = path
        guard accessRules.reason(for: user, asked) != nil else {
            throw APIError(
                code: 403,
                reason: "Forbidden",
                message: "forbidden: \(asked.refusal(of: user))"
            )
        }
        guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
        switch path {
        case "/": return Self.json(["paths": .strings(Self.paths)])
        case "/readyz", "/livez", "/healthz", "/readyz/ping", "/livez/ping", "/healthz/ping":
            let name = parts[0]
            let isTold = parts.count == 1 && request.query.contains { $0.name == "verbose" }
            let text = isTold ? "[+]ping ok\n\(name) check passed\n" : "ok"
            return KubernetesResponse(
                status: 200,
                contentType: "text/plain; charset=utf-8",
                body: .bytes(Array(text.utf8))
            )
        case "/version": return Self.json(Discovery.version)
        case "/.well-known/openid-configuration":
            return Self.json(
                DiscoveryDocument(issuer: tokens.issuer, keySetURL: tokens.issuer + "/keys").json
            )
        case "/openid/v1/jwks":
            return KubernetesResponse(
                status: 200,
                contentType: "application/jwk-set+json",
                body: .bytes(tokens.keys().json.serialized())
            )
        case "/openapi/v2":
            return KubernetesResponse(
                status: 200,
                contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
                body: .bytes(OpenAPI2.document)
            )
        case "/openapi/v3": return Self.json(OpenAPI.index)
        default: break
        }
        switch (parts.first, parts.count) {
        case ("api"?, 1), ("apis"?, 1): return groups(request, isCore: parts[0] == "api")
        case ("api"?, 2) where parts[1] == "v1": return Self.json(Discovery.resourceList(group: ""))
        case ("apis"?, 2) where APIResource.groups.contains(parts[1]): return Self.json(Discovery.group(parts[1]))
        case ("apis"?, 3) where APIResource.groups.contains(parts[1]) && parts[2] == "v1":
            return Self.json(Discovery.resourceList(group: parts[1]))
        case ("openapi"?, 4) where path == "/openapi/v3/api/v1": return Self.openAPI("")
        case ("openapi"?, 5) where parts[2] == "apis" && APIResource.groups.contains(parts[3]) && parts[4] == "v1":
            return Self.openAPI(parts[3])
        default: throw .notServed(path)
        }
    }

    private static func openAPI(_ group: String) -> KubernetesResponse {
        KubernetesResponse(
            status: 200,
            contentType: "application/json",
            body: .bytes(OpenAPI.document(group: group))
        )
    }

    /// `/api` and `/apis`, in the form that is asked for first.
    private func groups(_ request: KubernetesRequest, isCore: Bool) -> KubernetesResponse {
        for type in (request.headers["accept"] ?? "").split(separator: ",") {
            guard type.contains("as=APIGroupDiscoveryList") else {
                if type.contains("application/json") { break }
                continue
            }
            let version = type.contains("v=v2beta1") ? "v2beta1" : "v2"
            return KubernetesResponse(
                status: 200,
                contentType: "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList",
                body: .bytes(Discovery.aggregated(core: isCore, version: version).serialized())
            )
        }
        return Self.json(isCore ? Discovery.coreVersions : Discovery.groupList)
    }
}
