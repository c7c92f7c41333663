import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// `GET …/pods/NAME/log`.
    func logs(_ target: RequestTarget, _ request: KubernetesRequest) async throws -> KubernetesResponse {
        guard let pod = store.snapshot.object(.pods, namespace: target.namespace, name: target.name) else {
            throw APIError.notFound(.pods, target.name)
        }
        var asked = PodLogRequest(
            namespace: target.namespace,
            pod: target.name,
            uid: pod.uid,
            container: try container(request.value("container"), of: pod)
        )
        guard pod.at("spec", "nodeName")?.string != nil else { return Self.text(.bytes([])) }
        asked.follow = request.flag("follow")
        asked.previous = request.flag("previous")
        asked.timestamps = request.flag("timestamps")
        for (name, field) in [
            ("tailLines", \PodLogRequest.tailLines), ("limitBytes", \PodLogRequest.limitBytes),
            ("sinceSeconds", \PodLogRequest.sinceSeconds),
        ] {
            guard let text = request.value(name) else { continue }
            guard let number = Int(text), number >= 0 else {
                throw APIError.badRequest("\(name): invalid value \(JSON.string(text).text())")
            }
            asked[keyPath: field] = number
        }
        if let text = request.value("sinceTime") {
            guard let time = Timestamp(rfc3339: text) else {
                throw APIError.badRequest("sinceTime: invalid value \(JSON.string(text).text())")
            }
            guard asked.sinceSeconds == nil else {
                throw APIError.badRequest("at most one of `sinceTime` or `sinceSeconds` may be specified")
            }
            asked.sinceTime = time
        }
        let pieces = try await runtime.logs(asked)
        return Self.text(.stream { write in for try await piece in pieces { try await write(piece) } })
    }

    /// The container that a request means: the one it names, the pod's default, or its only one.
    ///
    /// - Throws: `APIError` 400 in Kubernetes's words.
    func container(_ named: String?, of pod: JSON) throws(APIError) -> String {
        let main = (pod.at("spec", "containers")?.array ?? []).compactMap { $0["name"]?.string }
        let initial = (pod.at("spec", "initContainers")?.array ?? []).compactMap { $0["name"]?.string }
        if let named, !named.isEmpty {
            guard (main + initial).contains(named) else {
                throw .badRequest("container \(named) is not valid for pod \(pod.name)")
            }
            return named
        }
        let annotations = pod.at("metadata", "annotations")
        if let name = annotations?["kubectl.kubernetes.io/default-container"]?.string, main.contains(name) {
            return name
        }
        guard main.count == 1, let only = main.first else {
            throw .badRequest(
                "a container name must be specified for pod \(pod.name), choose one of: [\(main.joined(separator: " "))]"
            )
        }
        return only
    }

    private static func text(_ body: KubernetesResponse.Body) -> KubernetesResponse {
        KubernetesResponse(status: 200, contentType: "text/plain", body: body)
    }
}
