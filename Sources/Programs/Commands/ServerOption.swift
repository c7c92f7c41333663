import AWSVocabulary
import Ambient
import ArgumentParser
import ControlPlane
import ControlPlaneClient
import Foundation
import KubernetesClient

/// Which running server a command asks: the control plane of a data directory, or any endpoint of AWS's APIs.
struct ServerOption: ParsableArguments {
    @OptionGroup var data: DataOption

    @Option(
        help: ArgumentHelp(
            "The URL of a running control plane, or `aws` for AWS's own endpoints.",
            discussion: """
                Instead of --data. Signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN for \
                AWS_REGION, as any AWS tool does; `lanyard env` prints them. Certificates are those of AWS_CA_BUNDLE, or \
                else the system's.
                """,
            valueName: "url"
        )
    )
    var endpoint: String?

    @Option(
        help: ArgumentHelp(
            "The kubeconfig of the cluster whose service accounts and pods count.",
            discussion: "Default: with --data that of its embedded cluster, with --endpoint the variable KUBECONFIG.",
            valueName: "file"
        )
    )
    var kubeconfig: String?

    func validate() throws {
        guard data.path == nil || endpoint == nil else {
            throw ValidationError("--data or --endpoint, not both: each names a server")
        }
    }

    /// Whether a server was named, and not only the one there is by default.
    var isNamed: Bool { data.path != nil || endpoint != nil || kubeconfig != nil }

    /// The operator API of the server.
    ///
    /// - Throws: `CommandFailure` if there is none.
    func operatorAPI() throws(CommandFailure) -> ControlPlaneClient {
        guard let endpoint else { return try Connection(data).client }
        guard let place = Endpoint(endpoint) else { throw Self.noURL(endpoint) }
        let keys = try EnvironmentKeys()
        return ControlPlaneClient(
            endpoint: try trusting(place),
            accessKeyID: keys.accessKeyID,
            secret: keys.secret,
            sessionToken: keys.sessionToken,
            region: keys.region
        )
    }

    /// AWS's APIs of the server; nil if only a kubeconfig was named.
    ///
    /// - Throws: `CommandFailure` if there are none.
    func access() throws(CommandFailure) -> AWSAccess? {
        guard let endpoint else {
            if data.path == nil, kubeconfig != nil { return nil }
            return try Connection(data).access
        }
        let keys = try EnvironmentKeys()
        let place: AWSAccess.Place
        if endpoint == "aws" {
            place = .aws(authorities: try EnvironmentKeys.authorities())
        } else if let url = Endpoint(endpoint) {
            place = .one(try trusting(url))
        } else {
            throw Self.noURL(endpoint)
        }
        return AWSAccess(
            place,
            accessKeyID: keys.accessKeyID,
            secret: keys.secret,
            sessionToken: keys.sessionToken,
            region: keys.region
        )
    }

    /// The cluster whose service accounts count; nil if none is known.
    ///
    /// - Throws: `CommandFailure` for a kubeconfig that cannot be used.
    func cluster() throws(CommandFailure) -> KubernetesClient? {
        guard let path = kubeconfigFile else { return nil }
        do throws(AccessError) {
            return try KubernetesClient(try ClusterAccess.kubeconfig(path: path))
        } catch {
            throw CommandFailure(error.description)
        }
    }

    private var kubeconfigFile: String? {
        if let kubeconfig { return kubeconfig }
        if endpoint != nil {
            return ProcessInfo.processInfo.environment["KUBECONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        }
        let file = data.directory.kubeconfigFile
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }

    private func trusting(_ endpoint: Endpoint) throws(CommandFailure) -> Endpoint {
        guard endpoint.isSecure else { return endpoint }
        var endpoint = endpoint
        endpoint.authorities = try EnvironmentKeys.authorities()
        return endpoint
    }

    private static func noURL(_ text: String) -> CommandFailure {
        CommandFailure("--endpoint \(text): a URL was wanted, such as http://127.0.0.1:4580, or aws")
    }
}

/// The keys that AWS's tools take from the environment.
struct EnvironmentKeys {
    let accessKeyID: String
    let secret: Secret
    let sessionToken: Secret?
    let region: Region

    /// - Throws: `CommandFailure` that names the variable that is missing.
    init(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws(CommandFailure) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let accessKeyID = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") else {
            throw CommandFailure(
                "--endpoint needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `lanyard env` prints them"
            )
        }
        guard let region = Region(value("AWS_REGION") ?? value("AWS_DEFAULT_REGION") ?? "") else {
            throw CommandFailure("--endpoint needs a region: set AWS_REGION")
        }
        self.accessKeyID = accessKeyID
        self.secret = Secret(secret)
        sessionToken = value("AWS_SESSION_TOKEN").map { Secret($0) }
        self.region = region
    }

    /// The certificates of `AWS_CA_BUNDLE`, which AWS's tools trust instead of the system's.
    static func authorities(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(CommandFailure) -> [UInt8]? {
        guard let path = environment["AWS_CA_BUNDLE"], !path.isEmpty else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("AWS_CA_BUNDLE \(path): the file cannot be read")
        }
        return Array(data)
    }
}
