package import Ambient

/// What the first start decided for this installation.
package struct InstanceRecord: StateRecord {
    package static let aggregate = Aggregate.instance

    /// Twelve digits.
    package var account: String
    package var region: String
    package var createdAt: Timestamp
    /// The port in every issuer URL; it stays the same for as long as the data directory lives.
    package var issuerPort: Int
    /// Set when the installation is reproducible, and therefore never a production one.
    package var seed: UInt64?
    /// How often the installation was started, so that a seeded one never draws the same ids twice.
    package var starts: UInt64
    /// The key of the cluster that is embedded here; nil if a Lanyard before the registration of others wrote this.
    package var ownCluster: String?
    /// The unique id of the user whom the first start made, who may do everything in the embedded cluster.
    ///
    /// Nil if a Lanyard that went by the name wrote this, or the user was gone when a later one read it.
    package var administratorID: String?

    package init(
        account: String,
        region: String,
        createdAt: Timestamp,
        issuerPort: Int,
        seed: UInt64? = nil,
        starts: UInt64 = 0,
        ownCluster: String? = nil,
        administratorID: String? = nil
    ) {
        self.account = account
        self.region = region
        self.createdAt = createdAt
        self.issuerPort = issuerPort
        self.seed = seed
        self.starts = starts
        self.ownCluster = ownCluster
        self.administratorID = administratorID
    }

    package var key: String { "instance" }
}
