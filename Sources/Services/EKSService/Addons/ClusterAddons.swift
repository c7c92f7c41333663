package import Store

/// Whether what an add-on consists of runs.
package enum AddonReadiness: Sendable, Hashable {
    case ready
    /// Not yet, or not any more, and why.
    case unready(reason: String)
}

/// Why an add-on was not made: what it consists of is there already, and is somebody else's.
package struct AddonConflict: Error, Sendable, Hashable {
    /// What EKS tells about it.
    package let message: String

    package init(message: String) {
        self.message = message
    }
}

/// Makes what add-ons consist of, where a cluster is at hand; add-ons of others are their names only.
package protocol ClusterAddons: Sendable {
    /// Makes an add-on's objects, or brings them up to date.
    ///
    /// - Throws: `AddonConflict` if it is not to overwrite what is there.
    func install(_ addon: AddonRecord, overwrites: Bool) async throws

    /// Removes an add-on's objects.
    func remove(_ addon: AddonRecord) async throws

    func readiness(of addon: AddonRecord) -> AddonReadiness
}

/// Clusters in which no add-on consists of anything.
package struct NoClusterAddons: ClusterAddons {
    package init() {}

    package func install(_ addon: AddonRecord, overwrites: Bool) async throws {}
    package func remove(_ addon: AddonRecord) async throws {}
    package func readiness(of addon: AddonRecord) -> AddonReadiness { .ready }
}
