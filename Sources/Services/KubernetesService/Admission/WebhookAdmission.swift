import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// What is to be stored, after every mutating webhook that wants to hear of it.
    ///
    /// As in Kubernetes, what admission adds itself is added again after a webhook has changed the object, and webhooks with
    /// `reinvocationPolicy: IfNeeded` are called once more if it has changed since they saw it.
    ///
    /// - Throws: `APIError`: a refusal, or a failed call under `failurePolicy: Fail`.
    func mutated(
        _ request: AdmissionRequest,
        warnings: WarningList,
        readmit: (inout JSON) throws(APIError) -> Void = { (_) throws(APIError) in }
    ) async throws(APIError) -> JSON {
        var request = request
        var version = 0
        var seen: [Int: Int] = [:]
        let webhooks = webhooks(.mutatingWebhookConfigurations, for: request)
        for round in 0..<2 {
            for (index, webhook) in webhooks.enumerated() {
                if round == 1 {
                    guard webhook.isReinvoked, let last = seen[index], last < version else { continue }
                }
                // An earlier webhook may have changed what its selectors look at.
                guard webhook.matches(request, namespaceLabels: labels(ofNamespace: request.namespace)) else {
                    continue
                }
                if let changed = try await call(webhook, request, warnings), request.operation != .delete {
                    request.object = changed
                    version += 1
                }
                seen[index] = version
            }
            guard version > 0, round == 0, var object = request.object else { continue }
            try readmit(&object)
            if !object.means(request.object) { version += 1 }
            request.object = object
        }
        return request.object ?? .null
    }

    /// Whether any webhook, mutating or validating, wants to hear of a request.
    func concernsWebhooks(_ request: AdmissionRequest) -> Bool {
        !webhooks(.mutatingWebhookConfigurations, for: request).isEmpty
            || !webhooks(.validatingWebhookConfigurations, for: request).isEmpty
    }

    /// The webhooks that want to hear of a request, in order; none hears of changes to webhooks.
    func webhooks(_ kind: APIResource, for request: AdmissionRequest) -> [AdmissionWebhook] {
        let exempt: [APIResource] = [.mutatingWebhookConfigurations, .validatingWebhookConfigurations]
        guard request.resource.isStored, !exempt.contains(request.resource) else { return [] }
        let labels = labels(ofNamespace: request.namespace)
        return AdmissionWebhook.all(of: store.snapshot.objects(kind)).filter {
            $0.matches(request, namespaceLabels: labels)
        }
    }

    private func labels(ofNamespace name: String) -> JSONObject? {
        name.isEmpty ? nil : store.snapshot.object(.namespaces, namespace: "", name: name)?.labels ?? JSONObject()
    }

    /// The object as a webhook changes it; nil if it leaves it alone.
    private func call(
        _ webhook: AdmissionWebhook,
        _ request: AdmissionRequest,
        _ warnings: WarningList
    ) async throws(APIError) -> JSON? {
        try checkDryRun(webhook, request)
        let answer: AdmissionAnswer
        var changed: JSON?
        do throws(WebhookFailure) {
            answer = try await self.answer(of: webhook, request, patches: true)
            if answer.refusal == nil { changed = try patched(request, answer.patch) }
        } catch {
            try await report(error, webhook, .mutatingWebhookConfigurations, warnings, request.isDryRun)
            return nil
        }
        for warning in answer.warnings { warnings.append(warning) }
        if let refusal = answer.refusal { throw refusal }
        return changed
    }

    /// - Throws: `APIError` 400 for a dry run that the webhook does not take part in.
    func checkDryRun(_ webhook: AdmissionWebhook, _ request: AdmissionRequest) throws(APIError) {
        guard !request.isDryRun || webhook.isFreeOfSideEffects else {
            throw .badRequest("admission webhook \(JSON.string(webhook.name).text()) does not support dry run")
        }
    }

    /// What a webhook says of a request.
    func answer(
        of webhook: AdmissionWebhook,
        _ request: AdmissionRequest,
        patches: Bool
    ) async throws(WebhookFailure) -> AdmissionAnswer {
        let uid = ids.uuid()
        let body = try await webhookCaller.post(try call(webhook, request.review(uid: uid).serialized()))
        do throws(AdmissionAnswer.Problem) {
            return try AdmissionAnswer(parsing: body, uid: uid, webhook: webhook.name, patches: patches)
        } catch {
            throw WebhookFailure(error.reason)
        }
    }

    private func patched(_ request: AdmissionRequest, _ patch: JSON?) throws(WebhookFailure) -> JSON? {
        guard let object = request.object, let patch, patch.array?.isEmpty == false else { return nil }
        do throws(APIError) {
            let changed = try JSONPatch.apply(patch, to: object)
            guard changed.object != nil else { throw APIError.badRequest("the result of the patch is no object") }
            if changed.means(object) { return nil }
            guard request.operation != .connect, request.subresource.isEmpty else { return changed }
            let checked: Result<FieldCheck, FieldCheck.Mismatch> = Result { () throws(FieldCheck.Mismatch) in
                try FieldCheck(changed, as: request.resource.kind)
            }
            switch checked {
            // As everywhere, fields that the kind does not have are dropped.
            case .success(let check): return check.object
            case .failure(let mismatch): throw APIError.badRequest(mismatch.words)
            }
        } catch {
            throw WebhookFailure("the patch cannot be applied: \(error.message)")
        }
    }

    private func call(_ webhook: AdmissionWebhook, _ body: [UInt8]) throws(WebhookFailure) -> WebhookCall {
        let (host, port, path, serverName, name): (String, Int, String, String, String)
        if let service = webhook.client["service"] {
            let (service, namespace) = (service, service["namespace"]?.string ?? "")
            let own = service["name"]?.string ?? ""
            port = service["port"]?.integer ?? 443
            guard let address = webhookServices.address(namespace: namespace, name: own, port: port) else {
                throw WebhookFailure(
                    "no service \(namespace)/\(own):\(port): this cluster has no service network; use clientConfig.url"
                )
            }
            serverName = "\(own).\(namespace).svc"
            name = "\(serverName):\(port)"
            path = service["path"]?.string ?? "/"
            return WebhookCall(
                host: address.host,
                port: address.port,
                serverName: serverName,
                authority: name,
                target: "\(path)?timeout=\(webhook.timeoutSeconds)s",
                certificateAuthorities: webhook.certificateAuthorities,
                seconds: webhook.timeoutSeconds,
                body: body
            )
        }
        guard let url = WebhookURL(webhook.client["url"]?.string ?? "") else {
            throw WebhookFailure("it has no address")
        }
        (host, port, path, serverName) = (url.host, url.port, url.path, url.host)
        let shown = host.contains(":") ? "[\(host)]" : host
        return WebhookCall(
            host: host,
            port: port,
            serverName: serverName,
            authority: port == 443 ? shown : "\(shown):\(port)",
            target: "\(path)?timeout=\(webhook.timeoutSeconds)s",
            certificateAuthorities: webhook.certificateAuthorities,
            seconds: webhook.timeoutSeconds,
            body: body
        )
    }

    /// A failed call is an Event, and the client's error or warning.
    func report(
        _ failure: WebhookFailure,
        _ webhook: AdmissionWebhook,
        _ kind: APIResource,
        _ warnings: WarningList,
        _ isDryRun: Bool
    ) async throws(APIError) {
        let name = JSON.string(webhook.name).text()
        let words = "failed calling webhook \(name): failed to call webhook: \(failure.reason)"
        if !isDryRun {
            let event = ClusterEvent(
                type: "Warning",
                reason: webhook.ignoresFailure ? "FailedCallIgnored" : "FailedCall",
                message: words,
                source: "apiserver-admission"
            )
            _ = try? await store.update { draft in
                note(event, about: webhook.configuration, kind, in: &draft)
            }
        }
        guard webhook.ignoresFailure else { throw .internalError(words) }
        warnings.append("\(words) (ignored: failurePolicy is Ignore)")
    }
}
