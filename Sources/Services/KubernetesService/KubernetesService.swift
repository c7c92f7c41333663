package import Ambient
package import ClusterStore
import IdentityTokens
import JSONTree
import KubernetesAPI
import Store

/// The API of the embedded cluster: as much of Kubernetes as pod identity needs.
///
/// A request is authenticated, then authorized, then answered from the store; a watch is answered as a stream. It knows
/// nothing of connections, and nothing of how pods run.
package struct KubernetesService: Sendable {
    let store: ClusterStore
    let tokens: ClusterTokens
    let ids: IDSource
    let clock: WallClock
    /// What pods believe the API server by, in PEM.
    let certificateAuthority: String
    let runtime: any PodRuntime
    let absence = NodeAbsence()
    /// What lists in pages are read from.
    let pages = HeldSnapshots()
    let webhookCaller: any WebhookCaller
    /// Where webhooks with a `service` are.
    package let webhookServices: WebhookServices
    let awsTokens: AWSTokens?

    /// Request bodies may be this long, in bytes.
    package static let maximumBody = 3 << 20
    private static let limits = JSONLimits(maximumBytes: maximumBody, maximumDepth: 100, maximumValues: 300_000)

    package init(
        store: ClusterStore,
        tokens: ClusterTokens,
        ids: IDSource,
        clock: WallClock,
        certificateAuthority: String,
        runtime: any PodRuntime = NoPodRuntime(),
        webhookCaller: any WebhookCaller = NoWebhookCaller(),
        webhookServices: WebhookServices = WebhookServices(),
        awsTokens: AWSTokens? = nil
    ) {
        self.store = store
        self.tokens = tokens
        self.ids = ids
        self.clock = clock
        self.certificateAuthority = certificateAuthority
        self.runtime = runtime
        self.webhookCaller = webhookCaller
        self.webhookServices = webhookServices
        self.awsTokens = awsTokens
    }

    /// Answers one request.
    package func respond(to request: KubernetesRequest) async -> KubernetesResponse {
        var response: KubernetesResponse
        do {
            response = try await answer(request)
        } catch let error as APIError {
            response = Self.json(error.json, status: error.code)
        } catch {
            let failure = APIError.internalError("\(error)")
            response = Self.json(failure.json, status: failure.code)
        }
        response.warnings = request.warnings.all
        return response
    }

    private func answer(_ request: KubernetesRequest) async throws -> KubernetesResponse {
        let user = try await authenticate(request)
        if let answer = try document(request, user) { return answer }
        return try await act(request, user)
    }

    static func json(_ json: JSON, status: Int = 200) -> KubernetesResponse {
        KubernetesResponse(status: status, contentType: "application/json", body: .bytes(json.serialized()))
    }

    private func act(_ request: KubernetesRequest, _ user: UserInfo) async throws -> KubernetesResponse {
        let target = try RequestTarget(path: request.path)
        let verb = try target.verb(request)
        try authorize(user, target.subresource == "exec" ? "create" : verb, target)
        let resource = target.resource
        guard !target.subresource.isEmpty || resource.verbs.contains(verb) else { throw APIError.methodNotAllowed }
        switch (verb, target.subresource) {
        case ("create", "") where !resource.isStored:
            return Self.json(
                try review(resource, try object(request, target), of: user, namespace: target.namespace),
                status: 201
            )
        case ("create", "token"): return Self.json(try createToken(target, try object(request, target)), status: 201)
        case ("create", "binding"): return Self.json(try await bind(target, try object(request, target)), status: 201)
        case ("get", "log"): return try await logs(target, request)
        case (_, "exec"): try refuseExec(target, request)
        case ("create", ""): return shown(try await create(target, request, user), target, request, status: 201)
        case (_, "scale"): return Self.json(try await scale(target, request, user))
        case ("get", _): return shown(try get(target), target, request)
        case ("list", ""): return try list(target, request)
        case ("watch", ""): return try watch(target, request)
        case ("update", _): return shown(try await update(target, request, user), target, request)
        case ("patch", _): return shown(try await patch(target, request, user), target, request)
        case ("delete", ""): return Self.json(try await delete(target, request, user))
        case ("deletecollection", ""): return try await deleteCollection(target, request, user)
        default: throw APIError.methodNotAllowed
        }
    }

    func authorize(_ user: UserInfo, _ verb: String, _ target: RequestTarget) throws(APIError) {
        var asked = AccessRequest(verb: verb)
        asked.group = target.resource.group
        asked.resource = target.resource.plural
        asked.subresource = target.subresource
        asked.namespace = target.resource.plural == "namespaces" ? target.name : target.namespace
        asked.name = target.name
        guard accessRules.reason(for: user, asked) == nil else { return }
        throw .forbidden(target.resource, target.name, asked.refusal(of: user))
    }

    /// The object that a request carries.
    ///
    /// - Throws: `APIError` 400 or 415.
    func body(_ request: KubernetesRequest) throws(APIError) -> JSON {
        let type = request.headers["content-type"]?.prefix { $0 != ";" } ?? "application/json"
        if type == "application/vnd.kubernetes.protobuf", request.method != "PATCH" {
            return try ProtobufBody.object(request.body)
        }
        guard type == "application/json" || request.method == "PATCH" || request.method == "DELETE" else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json"
            )
        }
        return try Self.parse(request.body)
    }

    static func parse(_ bytes: [UInt8]) throws(APIError) -> JSON {
        do throws(JSONError) { return try JSON(parsing: bytes, limits: limits) } catch {
            var failure = APIError.badRequest("error decoding the body: \(error)")
            if case .duplicateKey(let key) = error.kind { failure.duplicateKey = key }
            throw failure
        }
    }
}
