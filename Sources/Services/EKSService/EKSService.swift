package import Authorization
package import Directory

/// The slice of Amazon EKS (version 2017-11-01) that tells clients of clusters.
package struct EKSService: Service {
    let directory: Directory
    /// The installation's certificate authority, PEM in base64.
    let certificateAuthority: String

    package init(directory: Directory, certificateAuthority: String) {
        self.directory = directory
        self.certificateAuthority = certificateAuthority
    }

    package var operations: [ServiceOperation] { [describeCluster, listClusters] }
}
