import AWSVocabulary
import ControlPlane
import ControlPlaneClient
import JSONTree

/// The control plane that runs on a data directory, and the administrator's key to it.
struct Connection: Sendable {
    let instance: RunningInstance
    let credentials: AdministratorCredentials
    /// Its operator API.
    let client: ControlPlaneClient
    /// Its AWS APIs.
    let access: AWSAccess

    /// - Throws: `CommandFailure` if nothing was started there.
    init(_ data: DataOption) throws(CommandFailure) {
        let directory = data.directory
        guard let instance = RunningInstance.read(from: directory),
            let credentials = AdministratorCredentials.read(from: directory)
        else {
            throw CommandFailure(
                "no control plane runs on \(directory.path): start one with `lanyard up --data \(directory.path)`"
            )
        }
        guard let endpoint = Endpoint(instance.awsEndpoint), let region = Region(instance.region) else {
            throw CommandFailure("\(directory.runningFile) is damaged: restart `lanyard up`, which writes it anew")
        }
        self.instance = instance
        self.credentials = credentials
        access = AWSAccess(
            .one(endpoint),
            accessKeyID: credentials.accessKeyID,
            secret: credentials.secret,
            sessionToken: nil,
            region: region
        )
        client = ControlPlaneClient(
            endpoint: endpoint,
            accessKeyID: credentials.accessKeyID,
            secret: credentials.secret,
            region: region
        )
    }

    /// Performs an operator operation.
    ///
    /// - Throws: `CallError`.
    func call(_ operation: String, _ input: JSON) async throws(CallError) -> JSON {
        try await client.call(operation, input)
    }
}
