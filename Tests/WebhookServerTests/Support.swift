import Foundation
import JSONTree
import KubernetesClient
import Synchronization

/// An API server that keeps objects by path, with resource versions.
final class FakeServer: KubernetesCalling {
    private let objects = Mutex<[String: JSON]>([:])
    private let calls = Mutex<[String]>([])
    private let version = Mutex(0)

    init(_ objects: [String: JSON] = [:]) {
        for (path, object) in objects { store(path, object) }
    }

    var log: [String] { calls.withLock { $0 } }

    func object(_ path: String) -> JSON? { objects.withLock { $0[path] } }

    func store(_ path: String, _ object: JSON) {
        let number = version.withLock { version in
            version += 1
            return version
        }
        var object = object.object ?? [:]
        var metadata = object["metadata"]?.object ?? [:]
        metadata["resourceVersion"] = .string(String(number))
        object["metadata"] = .object(metadata)
        objects.withLock { $0[path] = .object(object) }
    }

    private static func refusal(_ code: Int) -> KubernetesError {
        .refused(status: code, reason: "", message: "status \(code)")
    }

    func call(
        _ method: KubernetesMethod,
        _ path: String,
        query: [(name: String, value: String)],
        body: JSON?,
        within time: Duration
    ) async throws(KubernetesError) -> JSON {
        calls.withLock { $0.append("\(method) \(path)") }
        switch method {
        case .get:
            guard let object = object(path) else { throw Self.refusal(404) }
            return object
        case .post:
            let path = "\(path)/\(body?["metadata"]?["name"]?.string ?? "")"
            guard object(path) == nil else { throw Self.refusal(409) }
            store(path, body ?? .null)
            return object(path) ?? .null
        case .put:
            let versions = [object(path), body].map { $0?["metadata"]?["resourceVersion"]?.string }
            guard versions[0] == versions[1] else { throw Self.refusal(409) }
            store(path, body ?? .null)
            return object(path) ?? .null
        case .jsonPatch:
            store(path, try Self.patched(object(path) ?? .null, body ?? .null))
            return object(path) ?? .null
        case .mergePatch: throw Self.refusal(415)
        }
    }

    /// Only what a registration needs: a test of the version, and `caBundle` of one webhook after another.
    private static func patched(_ object: JSON, _ patch: JSON) throws(KubernetesError) -> JSON {
        var result = object.object ?? [:]
        var webhooks = result["webhooks"]?.array ?? []
        for operation in patch.array ?? [] {
            if operation["op"]?.string == "test" {
                guard operation["value"] == object["metadata"]?["resourceVersion"] else { throw refusal(422) }
                continue
            }
            let parts = (operation["path"]?.string ?? "").split(separator: "/")
            guard parts.count == 4, let index = Int(parts[1]), var webhook = webhooks[index].object,
                var target = webhook["clientConfig"]?.object
            else { throw refusal(422) }
            target["caBundle"] = operation["value"]
            webhook["clientConfig"] = .object(target)
            webhooks[index] = .object(webhook)
        }
        result["webhooks"] = .array(webhooks)
        return .object(result)
    }

    func watch(
        _ path: String,
        query: [(name: String, value: String)],
        silence seconds: Int64,
        receive: (_ type: String, _ object: JSON) -> Void
    ) async throws {
        throw CancellationError()
    }
}

func decoded(_ value: JSON?) -> String {
    String(decoding: Data(base64Encoded: value?.string ?? "") ?? Data(), as: UTF8.self)
}
