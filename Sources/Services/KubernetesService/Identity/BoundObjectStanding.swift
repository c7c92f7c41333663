package import ClusterStore
package import IdentityTokens
import JSONTree
import KubernetesAPI

/// Whether what a token is bound to still exists: a token ends with its service account, pod, node or secret, at once.
package struct BoundObjectStanding: Sendable {
    /// The answer.
    package enum Standing: Sendable, Hashable {
        case exists
        /// Why the token is no longer valid.
        case gone(String)
    }

    private let store: ClusterStore

    package init(store: ClusterStore) {
        self.store = store
    }

    /// Checks what a verified token names against the objects as they are now.
    package func standing(of bound: KubernetesClaims) -> Standing {
        let (namespace, serviceAccount) = (bound.namespace, bound.serviceAccountName)
        let snapshot = store.snapshot
        let account = snapshot.object(.serviceAccounts, namespace: namespace, name: serviceAccount)
        guard let account else { return .gone("service account \(namespace)/\(serviceAccount) has been deleted") }
        if let uid = bound.serviceAccountUID, account.uid != uid {
            return .gone("service account UID (\(account.uid)) does not match claim (\(uid))")
        }
        if let pod = bound.podName {
            guard let object = snapshot.object(.pods, namespace: namespace, name: pod) else {
                return .gone("pod \(namespace)/\(pod) has been deleted")
            }
            if let podUID = bound.podUID, object.uid != podUID {
                return .gone("pod UID (\(object.uid)) does not match claim (\(podUID))")
            }
        }
        if let secret = bound.secretName {
            guard let object = snapshot.object(.secrets, namespace: namespace, name: secret) else {
                return .gone("secret \(namespace)/\(secret) has been deleted")
            }
            if let secretUID = bound.secretUID, object.uid != secretUID {
                return .gone("secret UID (\(object.uid)) does not match claim (\(secretUID))")
            }
        }
        if bound.podName == nil, let node = bound.nodeName, snapshot.object(.nodes, namespace: "", name: node) == nil {
            return .gone("node \(node) has been deleted")
        }
        return .exists
    }
}
