import Foundation

extension ClusterAccess {
    /// The access that a pod has by its service account, as Kubernetes's own clients find it.
    ///
    /// - Throws: `AccessError` outside of a cluster.
    package static func inCluster(
        environment: [String: String],
        directory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws(AccessError) -> ClusterAccess {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"],
            let server = ServerURL("https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        else {
            throw AccessError(
                "this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; name a kubeconfig"
            )
        }
        guard let authority = FileManager.default.contents(atPath: "\(directory)/ca.crt") else {
            throw AccessError("\(directory)/ca.crt: the file cannot be read")
        }
        guard FileManager.default.isReadableFile(atPath: "\(directory)/token") else {
            throw AccessError("\(directory)/token: the file cannot be read")
        }
        var access = ClusterAccess(server: server)
        access.certificateAuthority = Array(authority)
        access.token = .file("\(directory)/token")
        if let namespace = FileManager.default.contents(atPath: "\(directory)/namespace") {
            access.namespace = String(decoding: namespace, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return access
    }
}
