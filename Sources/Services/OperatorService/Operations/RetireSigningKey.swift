import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IdentityTokens
import ServiceModel
import Store

extension OperatorService {
    /// Ends a key: tokens it signed are refused from now on, and its private part is forgotten.
    var retireSigningKey: ServiceOperation {
        let (directory, issuingKeys) = (directory, issuingKeys)
        return operation(
            "RetireSigningKey",
            isReadOnly: false,
            read: { $0.requiredString("keyId", length: 1...128) },
            // Who may not retire keys does not learn which there are.
            resource: { id, scope in
                (try? Self.cluster(ofKey: id, scope.snapshot, scope).arn.description) ?? "*"
            },
            perform: { id, context, scope in
                let output = try await directory.update { draft in
                    let cluster = try Self.cluster(ofKey: id, draft.snapshot, scope)
                    let before = draft.snapshot.signingKeys(cluster: cluster.key)
                    var ring = SigningKeyRing(before)
                    do throws(SigningKeyRing.Refusal) {
                        try ring.retire(id, now: context.receivedAt)
                    } catch {
                        throw Self.fault(error, key: id)
                    }
                    ring.write(before, to: &draft)
                    return SigningKeyShape.list(draft.snapshot.signingKeys(cluster: cluster.key), cluster: cluster)
                }
                issuingKeys.forget(id)
                return .output(output)
            }
        )
    }

    /// The cluster that a key signs for, if it is one of the caller's account.
    private static func cluster(
        ofKey id: String,
        _ snapshot: DirectorySnapshot,
        _ scope: CallScope
    ) throws(Fault) -> ClusterRecord {
        guard let record = snapshot.signingKey(id), let cluster = snapshot.cluster(key: record.clusterKey),
            cluster.account == scope.account.description
        else { throw Words.noSuchKey(id) }
        return cluster
    }

    private static func fault(_ refusal: SigningKeyRing.Refusal, key id: String) -> Fault {
        switch refusal {
        case .noSuchKey: Words.noSuchKey(id)
        case .isActive: Words.keyIsActive(id)
        case .alreadyRetired(let time): Words.keyIsRetired(id, at: time)
        }
    }
}
