import Directory
import HTTPServing
import KubernetesService
import ServiceModel
import SessionCredentials
import Store
import Synchronization

/// Who the tokens of `aws eks get-token` are from; the endpoint that verifies them is made after the cluster.
final class ClusterCallers: Sendable {
    private let endpoint = Mutex<AWSEndpoint?>(nil)
    private let administratorID: String?
    private let directory: Directory

    /// `administratorID` is the unique id of the user who made the cluster, and so may do everything in it.
    ///
    /// It is an id and no name, for names are given anew.
    init(administratorID: String?, directory: Directory) {
        self.administratorID = administratorID
        self.directory = directory
    }

    func verify(with endpoint: AWSEndpoint) {
        self.endpoint.withLock { $0 = endpoint }
    }

    func tokens(clusterName: String) -> AWSTokens {
        AWSTokens(clusterName: clusterName) { url, name in
            let endpoint = self.endpoint.withLock { $0 }
            let caller = endpoint?.presigner(of: url, service: "sts", headers: [(name: "x-k8s-aws-id", value: name)])
            guard let caller, let arn = caller.arn, let id = caller.userID, self.exists(caller) else { return nil }
            let isAdministrator = self.administratorID.map { $0 == id } ?? false
            return AWSCaller(arn: arn, userID: id, groups: isAdministrator ? ["system:masters"] : [])
        }
    }

    /// Whether the caller's user or role is still there, and is not another of the same name; its sessions end with it.
    private func exists(_ caller: Caller) -> Bool {
        let snapshot = directory.snapshot
        switch caller {
        case .anonymous: return false
        case .user(let user): return snapshot.user(user.name, account: user.account)?.record.id == user.id
        case .session(let session):
            let account = session.claims.account
            switch session.claims.principal {
            case .user(let id, let name, _): return snapshot.user(name, account: account)?.record.id == id
            case .role(let id, let name, _): return snapshot.role(name, account: account)?.record.id == id
            }
        }
    }
}
