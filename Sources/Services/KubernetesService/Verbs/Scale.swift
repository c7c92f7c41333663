import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// `…/deployments/NAME/scale`: how many pods are wanted, as an object of its own (autoscaling/v1).
    func scale(_ target: RequestTarget, _ request: KubernetesRequest, _ user: UserInfo) async throws -> JSON {
        let old = Self.scale(of: try get(target))
        guard request.method != "GET" else { return old }
        let changes = try body(request)
        let type = (request.headers["content-type"] ?? "").prefix { $0 != ";" }
        let new =
            switch (request.method, type) {
            case ("PUT", _): changes
            case (_, "application/json-patch+json"): try JSONPatch.apply(changes, to: old)
            default: MergePatch.apply(changes, to: old)
            }
        do throws(FieldCheck.Mismatch) { _ = try FieldCheck(new, as: "Scale") } catch {
            throw APIError.badRequest("Scale in version \"v1\" cannot be handled as a Scale: \(error.words)")
        }
        guard let replicas = new.at("spec", "replicas")?.integer else {
            throw APIError.badRequest("spec.replicas: a whole number is required")
        }
        let version = new.resourceVersion
        let changed = try await replace(target, request, user) { (deployment: JSON) throws(APIError) -> JSON in
            guard version.isEmpty || version == deployment.resourceVersion else {
                throw APIError.conflict(target.resource, target.name)
            }
            var deployment = deployment
            deployment.set("spec", "replicas", to: .whole(replicas))
            return deployment
        }
        return Self.scale(of: changed)
    }

    private static func scale(of deployment: JSON) -> JSON {
        let selector = (deployment.at("spec", "selector", "matchLabels")?.texts ?? []).map { "\($0.key)=\($0.value)" }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1",
            "metadata": [
                "name": .string(deployment.name), "namespace": .string(deployment.namespace),
                "uid": .string(deployment.uid), "resourceVersion": .string(deployment.resourceVersion),
                "creationTimestamp": deployment.at("metadata", "creationTimestamp") ?? .null,
            ],
            "spec": ["replicas": deployment.at("spec", "replicas") ?? 0],
            "status": [
                "replicas": deployment.at("status", "replicas") ?? 0,
                "selector": .string(selector.joined(separator: ",")),
            ],
        ]
    }
}
