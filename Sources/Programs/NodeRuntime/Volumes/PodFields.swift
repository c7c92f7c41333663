import JSONTree
import KubernetesAPI

/// What a pod may be told about itself: the downward API's fields.
struct PodFields: Sendable {
    let pod: JSON
    let hostAddress: String

    /// The value of a `fieldRef`; nil for a path that is not supported.
    func value(_ path: String) -> String? {
        switch path {
        case "metadata.name": return pod.name
        case "metadata.namespace": return pod.namespace
        case "metadata.uid": return pod.uid
        case "metadata.labels": return lines("labels")
        case "metadata.annotations": return lines("annotations")
        case "spec.nodeName": return pod.at("spec", "nodeName")?.string ?? ""
        case "spec.serviceAccountName": return pod.at("spec", "serviceAccountName")?.string ?? ""
        case "status.hostIP", "status.podIP", "status.hostIPs", "status.podIPs": return hostAddress
        default:
            for list in ["labels", "annotations"] {
                let prefix = "metadata.\(list)['"
                guard path.hasPrefix(prefix), path.hasSuffix("']") else { continue }
                return pod.at("metadata", list)?[String(path.dropFirst(prefix.count).dropLast(2))]?.string ?? ""
            }
            return nil
        }
    }

    /// The value of a `resourceFieldRef`; a limit that is not set is 1 processor or 1 GiB.
    func resource(_ reference: JSON, container name: String) -> String? {
        let named = reference["containerName"]?.string ?? name
        let containers = (pod.at("spec", "containers")?.array ?? []) + (pod.at("spec", "initContainers")?.array ?? [])
        guard let container = containers.first(where: { $0["name"]?.string == named }),
            let parts = reference["resource"]?.string?.split(separator: ".", maxSplits: 1), parts.count == 2
        else { return nil }
        let standard = parts[0] == "limits" ? (parts[1] == "cpu" ? "1" : "1Gi") : "0"
        let found = container.at("resources", String(parts[0]), String(parts[1]))
        let text = found?.string ?? found?.integer.map { String($0) } ?? standard
        let divisor = reference["divisor"]?.string ?? reference["divisor"]?.integer.map { String($0) } ?? "1"
        return Quantity.quotient(text, by: divisor).map { String($0) }
    }

    private func lines(_ list: String) -> String {
        let texts = pod.at("metadata", list)?.texts ?? []
        return texts.sorted { $0.key < $1.key }.map { "\($0.key)=\(JSON.string($0.value).text())" }
            .joined(separator: "\n")
    }
}
