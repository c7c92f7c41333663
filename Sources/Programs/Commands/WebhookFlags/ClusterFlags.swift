import ArgumentParser
import ControlPlane
import Foundation
import KubernetesClient

/// Which API server a command speaks to.
struct ClusterFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The kubeconfig by which the API server is found.",
            discussion: "Default: that of --data, or else the service account of the pod that this runs in.",
            valueName: "file"
        )
    )
    var kubeconfig: String?

    @Option(help: ArgumentHelp("The API server's URL, if not the kubeconfig's.", valueName: "url"))
    var kubeAPI: String?

    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The data directory of a `lanyard up`, for its cluster and its pod identity associations.",
            valueName: "dir"
        )
    )
    var dataPath: String?

    /// The data directory named.
    var data: DataDirectory? {
        guard dataPath != nil else { return nil }
        var option = DataOption()
        option.path = dataPath
        return option.directory
    }

    /// The same, with the data directory that other commands work on by default, if neither a flag nor a pod's environment
    /// names a cluster.
    func orDataDirectory(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> ClusterFlags {
        let isNamed = [kubeconfig, kubeAPI, dataPath, environment["KUBERNETES_SERVICE_HOST"]].contains { name in
            name?.isEmpty == false
        }
        guard !isNamed else { return self }
        var option = DataOption()
        option.path = nil
        var flags = self
        flags.dataPath = option.directory.path
        return flags
    }

    /// How the API server is reached.
    ///
    /// - Throws: `CommandFailure`.
    func access() throws(CommandFailure) -> ClusterAccess {
        do throws(AccessError) {
            var access = try base()
            if let kubeAPI, !kubeAPI.isEmpty {
                guard let server = ServerURL(kubeAPI) else {
                    throw AccessError("--kube-api takes an http or https URL")
                }
                access.server = server
            }
            return access
        } catch {
            throw CommandFailure(error.description)
        }
    }

    private func base() throws(AccessError) -> ClusterAccess {
        if let kubeconfig, !kubeconfig.isEmpty { return try ClusterAccess.kubeconfig(path: kubeconfig) }
        if let data {
            guard RunningInstance.read(from: data) != nil else {
                throw AccessError(
                    "no control plane runs on \(data.path): start one with `lanyard up --data \(data.path)`"
                )
            }
            return try ClusterAccess.kubeconfig(path: data.kubeconfigFile)
        }
        if let kubeAPI, !kubeAPI.isEmpty, let server = ServerURL(kubeAPI) { return ClusterAccess(server: server) }
        return try ClusterAccess.inCluster(environment: ProcessInfo.processInfo.environment)
    }
}
