import JSONTree
import KubernetesAPI

/// Who containers run as, by the security contexts of pod and container.
enum PodUser {
    static func user(of container: JSON, in pod: JSON) -> ContainerUser {
        func value(_ field: String) -> Int? {
            container.at("securityContext", field)?.integer ?? pod.at("spec", "securityContext", field)?.integer
        }
        var user = ContainerUser()
        user.id = value("runAsUser") ?? 0
        user.group = value("runAsGroup") ?? 0
        var groups = (pod.at("spec", "securityContext", "supplementalGroups")?.array ?? []).compactMap(\.integer)
        if let group = pod.at("spec", "securityContext", "fsGroup")?.integer { groups.append(group) }
        user.groups = groups
        return user
    }

    /// The user that every container names, if all name the same.
    static func common(_ pod: JSON) -> Int? {
        let all = (pod.at("spec", "containers")?.array ?? []) + (pod.at("spec", "initContainers")?.array ?? [])
        let users = all.map { container in
            container.at("securityContext", "runAsUser")?.integer
                ?? pod.at("spec", "securityContext", "runAsUser")?.integer
        }
        guard let first = users.first, users.allSatisfy({ $0 == first }) else { return nil }
        return first
    }
}
