/// A service account that tokens were issued for outside a cluster, so that its uid stays the same.
package struct ServiceAccountRecord: StateRecord {
    package static let aggregate = Aggregate.serviceAccounts

    /// The key of the cluster's record.
    package var clusterKey: String
    package var namespace: String
    package var name: String
    /// A UUID.
    package var uid: String

    package init(
        clusterKey: String,
        namespace: String,
        name: String,
        uid: String
    ) {
        self.clusterKey = clusterKey
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }

    package var key: String { "\(clusterKey)/\(namespace)/\(name)" }
}
