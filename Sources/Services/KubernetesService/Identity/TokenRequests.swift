import AWSVocabulary
import Ambient
import ClusterStore
import IdentityTokens
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// `POST …/serviceaccounts/NAME/token`.
    func createToken(_ target: RequestTarget, _ body: JSON) throws -> JSON {
        try createToken(namespace: target.namespace, serviceAccount: target.name, body)
    }

    func createToken(namespace: String, serviceAccount name: String, _ body: JSON) throws -> JSON {
        let snapshot = store.snapshot
        guard let account = snapshot.object(.serviceAccounts, namespace: namespace, name: name) else {
            throw APIError.notFound(.serviceAccounts, name)
        }
        let seconds = body.at("spec", "expirationSeconds")?.integer ?? 3600
        var causes: [APIError.Cause] = []
        if seconds < 600 {
            causes.append(
                .invalid("spec.expirationSeconds", number: seconds, "may not specify a duration less than 10 minutes")
            )
        }
        if seconds > 1 << 32 {
            causes.append(
                .invalid(
                    "spec.expirationSeconds",
                    number: seconds,
                    "may not specify a duration larger than 2^32 seconds"
                )
            )
        }
        guard causes.isEmpty else { throw invalidRequest(causes) }
        let lifetime = min(seconds, Self.longestToken)
        var audiences = (body.at("spec", "audiences")?.array ?? []).compactMap(\.string).filter { !$0.isEmpty }
        if audiences.isEmpty { audiences = [tokens.issuer] }
        let bound = try boundObjects(body.at("spec", "boundObjectRef"), account, snapshot)
        let now = clock.now
        let content = ServiceAccountToken(
            issuer: tokens.issuer,
            audiences: audiences,
            namespace: namespace,
            serviceAccount: ServiceAccountToken.BoundObject(name: account.name, uid: account.uid),
            pod: bound.pod,
            node: bound.node,
            secret: bound.secret,
            issuedAt: now,
            lifetime: lifetime,
            id: ids.uuid()
        )
        var answer = body
        answer.set("apiVersion", to: "authentication.k8s.io/v1")
        answer.set("kind", to: "TokenRequest")
        answer.set("metadata", "name", to: .string(account.name))
        answer.set("metadata", "namespace", to: .string(namespace))
        answer.set("metadata", "creationTimestamp", to: .string(now.rfc3339))
        answer.set("spec", "audiences", to: .strings(audiences))
        answer.set("spec", "expirationSeconds", to: .whole(lifetime))
        answer.setDefault("spec", "boundObjectRef", to: .null)
        answer.set("status", "token", to: .string(try content.signed(with: tokens.key()).exposed))
        answer.set("status", "expirationTimestamp", to: .string(content.expiresAt.rfc3339))
        return answer
    }

    /// A day, as EKS limits its tokens.
    private static let longestToken = 86_400

    /// What a token is bound to beside its service account.
    private struct Binding {
        var pod: ServiceAccountToken.BoundObject?
        var node: ServiceAccountToken.BoundObject?
        var secret: ServiceAccountToken.BoundObject?
    }

    private func boundObjects(
        _ reference: JSON?,
        _ account: JSON,
        _ snapshot: ClusterSnapshot
    ) throws -> Binding {
        guard let reference, reference.object != nil else { return Binding() }
        let (kind, name) = (reference["kind"]?.string ?? "", reference["name"]?.string ?? "")
        let resource: APIResource
        switch (reference["apiVersion"]?.string, kind) {
        case ("v1"?, "Pod"): resource = .pods
        case ("v1"?, "Node"): resource = .nodes
        case ("v1"?, "Secret"): resource = .secrets
        default:
            throw APIError.badRequest("cannot bind token for object of type \(reference.text())")
        }
        let namespace = resource.isNamespaced ? account.namespace : ""
        guard let object = snapshot.object(resource, namespace: namespace, name: name) else {
            throw APIError.notFound(resource, name)
        }
        if let uid = reference["uid"]?.string, uid != object.uid {
            throw APIError.conflict(
                resource,
                name,
                "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have "
                    + "been deleted and then recreated"
            )
        }
        let found = ServiceAccountToken.BoundObject(name: name, uid: object.uid)
        guard kind == "Pod" else { return kind == "Node" ? Binding(node: found) : Binding(secret: found) }
        guard object.at("spec", "serviceAccountName")?.string == account.name else {
            throw APIError.badRequest(
                "cannot bind token for serviceaccount \(JSON.string(account.name).text()) to pod running with different "
                    + "serviceaccount name."
            )
        }
        let node = object.at("spec", "nodeName")?.string.flatMap { snapshot.object(.nodes, namespace: "", name: $0) }
        return Binding(pod: found, node: node.map { ServiceAccountToken.BoundObject(name: $0.name, uid: $0.uid) })
    }

    private func invalidRequest(_ causes: [APIError.Cause]) -> APIError {
        let problems = causes.map { "\($0.field): \($0.message)" }.joined(separator: ", ")
        return APIError(
            code: 422,
            reason: "Invalid",
            message: "TokenRequest.authentication.k8s.io \"\" is invalid: \(problems)"
        )
    }
}
