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
        if let data { return try ClusterAccess.kubeconfig(path: data.kubeconfigFile) }
        if let kubeAPI, !kubeAPI.isEmpty, let server = ServerURL(kubeAPI) { return ClusterAccess(server: server) }
        return try ClusterAccess.inCluster(environment: ProcessInfo.processInfo.environment)
    }
}
