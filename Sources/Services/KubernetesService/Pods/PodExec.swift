import JSONTree
import KubernetesAPI

/// What becomes of a request for `…/pods/NAME/exec` over WebSocket.
package enum PodExecAnswer: Sendable {
    case session(PodExecSession)
    case refusal(KubernetesResponse)
}

extension KubernetesService {
    /// The protocols of `kubectl exec` over WebSocket, the best first.
    private static let execProtocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"]

    /// What a WebSocket request for `…/pods/NAME/exec` comes to; nil for any other request.
    package func exec(_ request: KubernetesRequest) async -> PodExecAnswer? {
        guard let target = try? RequestTarget(path: request.path), target.resource == .pods,
            target.subresource == "exec"
        else { return nil }
        let failure: APIError
        do throws(APIError) {
            let user = try await authenticate(request)
            // To run a command is to create, whatever the method.
            try authorize(user, "create", target)
            var session = try execSession(target, request)
            session = try await admitted(session, target, request, user)
            session.warnings = request.warnings.all
            return .session(session)
        } catch {
            failure = error
        }
        var answer = Self.json(failure.json, status: failure.code)
        answer.warnings = request.warnings.all
        return .refusal(answer)
    }

    /// Refuses what is no exec over WebSocket, or one that is wrong.
    func refuseExec(_ target: RequestTarget, _ request: KubernetesRequest) throws(APIError) -> Never {
        _ = try execSession(target, request)
        throw .internalError("the connection could not be upgraded")
    }

    /// The command as webhooks for CONNECT of `pods/exec` let it be.
    ///
    /// - Throws: `APIError`: a refusal, or a failed call under `failurePolicy: Fail`.
    private func admitted(
        _ session: PodExecSession,
        _ target: RequestTarget,
        _ request: KubernetesRequest,
        _ user: UserInfo
    ) async throws(APIError) -> PodExecSession {
        var admission = AdmissionRequest(
            .connect,
            .pods,
            subresource: "exec",
            namespace: target.namespace,
            name: target.name,
            user: user,
            object: Self.options(request),
            old: nil,
            isDryRun: false
        )
        guard concernsWebhooks(admission) else { return session }
        admission.object = try await mutated(admission, warnings: request.warnings)
        try await validated(admission, warnings: request.warnings)
        let options = admission.object ?? .empty
        var admitted = session
        admitted.request.container = try container(options["container"]?.string, of: try get(target))
        admitted.request.command = (options["command"]?.array ?? []).compactMap(\.string)
        admitted.request.isTerminal = options["tty"]?.boolean ?? false
        admitted.hasInput = options["stdin"]?.boolean ?? false
        guard !admitted.request.command.isEmpty else { throw .badRequest("you must specify at least 1 command") }
        return admitted
    }

    /// The `PodExecOptions` (core/v1) of a request, as webhooks see them.
    private static func options(_ request: KubernetesRequest) -> JSON {
        var options: JSON = ["kind": "PodExecOptions", "apiVersion": "v1"]
        for flag in ["stdin", "stdout", "stderr", "tty"] where request.flag(flag) { options.set(flag, to: true) }
        if let container = request.value("container"), !container.isEmpty {
            options.set("container", to: .string(container))
        }
        options.set("command", to: .strings(request.query.filter { $0.name == "command" }.map(\.value)))
        return options
    }

    private func execSession(_ target: RequestTarget, _ request: KubernetesRequest) throws(APIError) -> PodExecSession {
        let pod = try get(target)
        let name = try container(request.value("container"), of: pod)
        let command = request.query.filter { $0.name == "command" }.map(\.value)
        guard !command.isEmpty else { throw .badRequest("you must specify at least 1 command") }
        guard pod.at("spec", "nodeName")?.string != nil else {
            throw .badRequest("pod \(pod.name) does not have a host assigned: \(absence.reason)")
        }
        guard pod.isActivePod else {
            throw .badRequest("cannot exec into a container in a completed pod; current phase is \(phase(of: pod))")
        }
        guard request.headers["upgrade"]?.lowercased() == "websocket" else {
            throw .badRequest(
                "exec works over WebSocket only, not over SPDY: use kubectl 1.31 or later, or set "
                    + "KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true with kubectl 1.29 and 1.30"
            )
        }
        let offered = (request.headers["sec-websocket-protocol"] ?? "").split(separator: ",").map { part in
            String(part.drop { $0 == " " }.prefix { $0 != " " })
        }
        guard let chosen = Self.execProtocols.first(where: offered.contains) else {
            throw .badRequest(
                "exec speaks \(Self.execProtocols.joined(separator: " and ")), and the client offered none of them"
            )
        }
        let isTerminal = request.flag("tty")
        return PodExecSession(
            subprotocol: chosen,
            runtime: runtime,
            request: PodExecRequest(
                namespace: pod.namespace,
                pod: pod.name,
                uid: pod.uid,
                container: name,
                command: command,
                isTerminal: isTerminal
            ),
            hasInput: request.flag("stdin")
        )
    }

    private func phase(of pod: JSON) -> String { pod.at("status", "phase")?.string ?? "Unknown" }
}
