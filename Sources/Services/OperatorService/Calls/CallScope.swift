import AWSProtocols
import AWSVocabulary
import Directory
import ServiceModel
import Store

/// What a caller can name: the clusters of its account.
struct CallScope: Sendable {
    let account: AccountID
    let region: Region
    let snapshot: DirectorySnapshot

    init(_ context: CallContext, snapshot: DirectorySnapshot) throws(Fault) {
        guard let account = context.caller.account.flatMap({ AccountID($0) }) else {
            throw Fault(.missingAuthentication)
        }
        self.account = account
        region = context.region
        self.snapshot = snapshot
    }

    /// The cluster of a name, in the caller's region if there are several; without a name the only one whose keys are here.
    ///
    /// - Throws: `ResourceNotFoundException`, or `ValidationException` if a name is needed.
    func cluster(_ name: String?) throws(Fault) -> ClusterRecord {
        let all = snapshot.clusters.filter { cluster in
            cluster.account == account.description && (name.map { $0 == cluster.name } ?? !cluster.isRegistered)
        }
        let near = all.filter { $0.region == region.description }
        let candidates = near.isEmpty ? all : near
        guard let first = candidates.first else { throw Words.noCluster(name) }
        guard candidates.count == 1 else { throw Words.severalClusters(candidates.map(\.name)) }
        guard !first.isRegistered else { throw Words.registeredCluster(first.name) }
        return first
    }
}
