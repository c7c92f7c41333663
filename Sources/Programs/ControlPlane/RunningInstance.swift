import AWSVocabulary
import JSONTree

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a running control plane tells the commands that talk to it, in a file of its data directory.
///
/// The file is there from when it is ready until it ends, or is killed.
package struct RunningInstance: Sendable, Hashable {
    package var process: Int32
    /// For example `http://127.0.0.1:4580`.
    package var awsEndpoint: String
    /// For example `https://localhost:4581`.
    package var issuerEndpoint: String
    package var account: String
    package var region: String
    package var clusterName: String
    /// The issuer of the cluster's tokens.
    package var issuer: String

    /// Reads what the last process on a directory wrote; nil if nothing, or nothing readable, is there.
    package static func read(from directory: DataDirectory) -> RunningInstance? {
        guard let bytes = PrivateFile.read(directory.runningFile), let json = try? JSON(parsing: bytes),
            let process = json["process"]?.integer, let process = Int32(exactly: process),
            let awsEndpoint = json["awsEndpoint"]?.string, let issuerEndpoint = json["issuerEndpoint"]?.string,
            let account = json["account"]?.string, let region = json["region"]?.string,
            let clusterName = json["cluster"]?.string, let issuer = json["issuer"]?.string
        else { return nil }
        return RunningInstance(
            process: process,
            awsEndpoint: awsEndpoint,
            issuerEndpoint: issuerEndpoint,
            account: account,
            region: region,
            clusterName: clusterName,
            issuer: issuer
        )
    }

    /// Whether the process is there, as far as this one can see.
    package var isAlive: Bool { kill(process, 0) == 0 || errno == EPERM }

    /// Removes the file, if it is there.
    static func remove(from directory: DataDirectory) { unlink(directory.runningFile) }

    /// Writes the file, replacing what an earlier process left.
    ///
    /// - Throws: `StartError.unusableDirectory`.
    func write(to directory: DataDirectory) throws(StartError) {
        let json: JSON = [
            "process": .number(JSONNumber(Int(process))),
            "awsEndpoint": .string(awsEndpoint),
            "issuerEndpoint": .string(issuerEndpoint),
            "account": .string(account),
            "region": .string(region),
            "cluster": .string(clusterName),
            "issuer": .string(issuer),
        ]
        try PrivateFile.write(json.serialized(pretty: true), to: directory.runningFile)
    }
}
