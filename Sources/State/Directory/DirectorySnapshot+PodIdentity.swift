import HashTreeCollections
package import Store

/// Pod identity associations, found at a cost that does not grow with their number.
extension DirectorySnapshot {
    /// The association of a service account.
    package func association(
        cluster key: String,
        namespace: String,
        serviceAccount: String
    ) -> PodIdentityAssociationRecord? {
        associations[
            PodIdentityAssociationRecord.key(cluster: key, namespace: namespace, serviceAccount: serviceAccount)
        ]
    }

    package func association(cluster key: String, id: String) -> PodIdentityAssociationRecord? {
        associationKeys["\(key)/\(id)"].flatMap { associations[$0] }
    }

    package func associationCount(cluster key: String) -> Int { associationOrder[key]?.count ?? 0 }

    /// A page of a cluster's associations, sorted by namespace and service account, and whether more follow.
    ///
    /// `after` is the `<namespace>/<service account>` that the page before ended with.
    package func associations(
        cluster key: String,
        namespace: String?,
        serviceAccount: String?,
        after: String?,
        limit: Int
    ) -> (page: [PodIdentityAssociationRecord], hasMore: Bool) {
        var page: [PodIdentityAssociationRecord] = []
        var hasMore = false
        let prefix = namespace.map { "\(key)/\($0)/" } ?? "\(key)/"
        let last = after.map { "\(key)/\($0)" }
        associationOrder[key]?.visit(from: max(prefix, last ?? prefix)) { candidate in
            guard candidate.hasPrefix(prefix) else { return false }
            guard candidate != last, let record = associations[candidate],
                serviceAccount.map({ $0 == record.serviceAccount }) ?? true
            else { return true }
            guard page.count < limit else {
                hasMore = true
                return false
            }
            page.append(record)
            return true
        }
        return (page, hasMore)
    }

    mutating func put(association record: PodIdentityAssociationRecord) {
        forget(association: record.key)
        associations[record.key] = record
        associationKeys["\(record.clusterKey)/\(record.id)"] = record.key
        associationOrder[record.clusterKey, default: SortedKeys()].insert(record.key)
    }

    mutating func forget(association key: String) {
        guard let old = associations[key] else { return }
        associations[key] = nil
        associationKeys["\(old.clusterKey)/\(old.id)"] = nil
        associationOrder[old.clusterKey]?.remove(key)
    }
}
