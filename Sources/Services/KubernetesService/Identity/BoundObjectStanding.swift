package import ClusterStore
import JSONTree
import KubernetesAPI

/// Whether what a token is bound to still exists: a token ends with its service account, pod or node, at once.
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

    /// Checks against the objects as they are now; nil is not checked.
    package func standing(
        namespace: String,
        serviceAccount: String,
        uid: String?,
        pod: String? = nil,
        podUID: String? = nil,
        node: String? = nil
    ) -> Standing {
        let snapshot = store.snapshot
        let account = snapshot.object(.serviceAccounts, namespace: namespace, name: serviceAccount)
        guard let account else { return .gone("service account \(namespace)/\(serviceAccount) has been deleted") }
        if let uid, account.uid != uid {
            return .gone("service account UID (\(account.uid)) does not match claim (\(uid))")
        }
        if let pod {
            guard let object = snapshot.object(.pods, namespace: namespace, name: pod) else {
                return .gone("pod \(namespace)/\(pod) has been deleted")
            }
            if let podUID, object.uid != podUID {
                return .gone("pod UID (\(object.uid)) does not match claim (\(podUID))")
            }
        }
        if pod == nil, let node, snapshot.object(.nodes, namespace: "", name: node) == nil {
            return .gone("node \(node) has been deleted")
        }
        return .exists
    }
}
