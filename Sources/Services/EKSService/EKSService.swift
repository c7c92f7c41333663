package import Ambient
package import Authorization
package import Directory
import Store

/// The slice of Amazon EKS (version 2017-11-01) that tells clients of clusters, and associates service accounts with roles.
package struct EKSService: Service {
    let directory: Directory
    let ids: IDSource
    /// The installation's certificate authority, PEM in base64.
    let certificateAuthority: String
    /// The URL of the own cluster's API; nil until it listens.
    let ownEndpoint: @Sendable () -> String?
    let addons: any ClusterAddons

    package init(
        directory: Directory,
        ids: IDSource,
        certificateAuthority: String,
        ownEndpoint: @escaping @Sendable () -> String?,
        addons: any ClusterAddons = NoClusterAddons()
    ) {
        self.directory = directory
        self.ids = ids
        self.certificateAuthority = certificateAuthority
        self.ownEndpoint = ownEndpoint
        self.addons = addons
    }

    package var operations: [ServiceOperation] {
        [
            describeCluster, listClusters, createCluster, deleteCluster, updateClusterConfig, updateClusterVersion,
            describeUpdate, listUpdates, createPodIdentityAssociation, listPodIdentityAssociations,
            describePodIdentityAssociation, updatePodIdentityAssociation, deletePodIdentityAssociation,
            describeAddonVersions, describeAddonConfiguration, createAddon, describeAddon, listAddons, updateAddon,
            deleteAddon, tagResource, untagResource, listTagsForResource,
        ]
    }

    func shape(of cluster: ClusterRecord, status: String = "ACTIVE") -> ClusterShape {
        ClusterShape(
            cluster: cluster,
            ownEndpoint: ownEndpoint(),
            certificateAuthority: certificateAuthority,
            status: status
        )
    }
}
