package import JSONTree
import PodIdentity

/// A running pod that lacks the identity its service account has.
package struct MissedPod: Sendable, Hashable {
    package let namespace: String
    package let name: String
    package let uid: String
    package let serviceAccount: String
    /// The role's ARN, or nil for an association.
    package let role: String?
    /// Those without credentials.
    package let containers: [String]
    /// Why it cannot be given its identity as it is; nil if it can.
    package let obstacle: String?

    /// What to do about it, in a sentence.
    package var advice: String {
        let source = role.map { "the role \($0)" } ?? "a pod identity association"
        return "its service account \(serviceAccount) has \(source), but "
            + "\(containers.count == 1 ? "container" : "containers") \(containers.joined(separator: ", ")) "
            + "got no credentials for it: "
            + (obstacle ?? "delete the pod, so that it is made anew with them")
    }
}

extension PodIdentityWebhook {
    /// Labels pods that this webhook is not asked about.
    private static let skipLabel = "eks.amazonaws.com/skip-pod-identity-webhook"

    /// Whether a Pod object runs without the identity it should have, as far as the caches know; nil if it does not.
    package func missed(_ pod: JSON) -> MissedPod? {
        guard let metadata = pod["metadata"], let namespace = metadata["namespace"]?.string,
            metadata["deletionTimestamp"] == nil, metadata["labels"]?[Self.skipLabel] == nil,
            // Pods that the node makes of its own files are admitted by nobody.
            metadata["annotations"]?["kubernetes.io/config.mirror"] == nil,
            let account = pod["spec"]?["serviceAccountName"]?.string, !account.isEmpty,
            !["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.string ?? "")
        else { return nil }
        let name = ServiceAccountName(namespace: namespace, name: account)
        var evidence = knowledge.evidence(name).evidence
        evidence.isAssociated = associations.isAssociated(name) == true
        guard let identity = evidence.identity(settings) else { return nil }
        let lacking: [String]
        var obstacle: String?
        do throws(PodRefusal) {
            lacking = try PodInjection(pod: pod, identity: identity, settings: settings, random: random).lacking
        } catch {
            // What no webhook could have injected was made while there was none.
            guard case .mountPathClash(let container, _, _, _) = error, !Self.hasCredentials(container, of: pod) else {
                return nil
            }
            (lacking, obstacle) = ([container], error.description)
        }
        guard !lacking.isEmpty else { return nil }
        var role: String?
        if case .role(let named) = identity.method { role = named }
        return MissedPod(
            namespace: namespace,
            name: metadata["name"]?.string ?? "",
            uid: metadata["uid"]?.string ?? "",
            serviceAccount: account,
            role: role,
            containers: lacking,
            obstacle: obstacle
        )
    }

    private static func hasCredentials(_ name: String, of pod: JSON) -> Bool {
        let containers = (pod["spec"]?["initContainers"]?.array ?? []) + (pod["spec"]?["containers"]?.array ?? [])
        let container = containers.first { $0["name"]?.string == name }
        return (container?["env"]?.array ?? []).contains {
            ["AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_FULL_URI"].contains($0["name"]?.string ?? "")
        }
    }
}
