import ArgumentParser
import ControlPlane

/// `lanyard kubeconfig`.
struct PrintKubeconfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubeconfig",
        abstract: "Print the file by which kubectl finds the embedded cluster.",
        discussion: """
            It holds the administrator's client certificate and key, who may do everything in the cluster. `lanyard up` \
            writes it anew at every start, as DIR/kubeconfig.

            Example: lanyard kubeconfig > ~/.kube/lanyard && kubectl --kubeconfig ~/.kube/lanyard get pods
            """
    )

    @OptionGroup var data: DataOption

    func run() throws {
        _ = try Connection(data)
        guard let bytes = PrivateFile.read(data.directory.kubeconfigFile) else {
            throw CommandFailure("\(data.directory.kubeconfigFile): the file cannot be read")
        }
        print(String(decoding: bytes, as: UTF8.self), terminator: "")
    }
}
