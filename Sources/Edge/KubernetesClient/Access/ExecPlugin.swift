package import AWSVocabulary
package import Ambient
import Foundation
import JSONTree
import Synchronization

/// A program named by a kubeconfig that prints a token, such as `aws eks get-token`
/// (ExecCredential of client.authentication.k8s.io, v1 and v1beta1).
///
/// It is run for the first call and again once its token has ended; never with a terminal, never longer than its time.
package final class ExecPlugin: Sendable, CustomStringConvertible {
    private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
    private static let maximumBytes = 1 << 20
    private static let seconds = 60

    package let command: String
    private let arguments: [String]
    private let variables: [String: String]
    private let version: String
    private let seconds: Int
    private let clock: WallClock
    private let kept = Mutex<(token: Secret, end: Timestamp?)?>(nil)

    package init(
        command: String,
        arguments: [String],
        variables: [String: String],
        version: String,
        seconds: Int = ExecPlugin.seconds,
        clock: WallClock = .system
    ) throws(AccessError) {
        guard !command.isEmpty else { throw AccessError("a user's exec names no command") }
        guard Self.versions.contains(version) else {
            throw AccessError("a user's exec has the apiVersion \"\(version)\", not one of \(Self.versions)")
        }
        self.command = command
        self.arguments = arguments
        self.variables = variables
        self.version = version
        self.seconds = seconds
        self.clock = clock
    }

    package var description: String { "exec \(command)" }

    /// The token, from before if it has a minute left.
    ///
    /// - Throws: `AccessError` that names the command; what the command printed is not in it.
    package func token() async throws(AccessError) -> Secret {
        if let kept = kept.withLock({ $0 }), kept.end.map({ clock.now.adding(seconds: 60) < $0 }) ?? true {
            return kept.token
        }
        let output = try await run()
        guard let json = try? JSON(parsing: output), json["kind"] == "ExecCredential" else {
            throw AccessError("\(command) printed no ExecCredential")
        }
        guard json["apiVersion"]?.string == version else {
            throw AccessError("\(command) printed an ExecCredential of another version than \(version)")
        }
        guard let text = json["status"]?["token"]?.string, !text.isEmpty else {
            throw AccessError("\(command) printed no token; client certificates of plug-ins are not supported")
        }
        var end: Timestamp?
        if let stamp = json["status"]?["expirationTimestamp"]?.string {
            guard let read = Timestamp(rfc3339: stamp) else {
                throw AccessError("\(command) printed an expirationTimestamp that is no time")
            }
            end = read
        }
        let token = Secret(text)
        kept.withLock { $0 = (token, end) }
        return token
    }

    /// What the command prints; coreutils' `timeout` ends it, and with it those that it started.
    private func run() async throws(AccessError) -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "--kill-after=2", String(seconds), command] + arguments
        let info: JSON = ["apiVersion": .string(version), "kind": "ExecCredential", "spec": ["interactive": false]]
        process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
            .merging(["KUBERNETES_EXEC_INFO": info.text()]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { throw AccessError("\(command) cannot be started: \(error)") }
        let handle = output.fileHandleForReading
        // Reading blocks: on a thread of its own.
        let (bytes, status) = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var bytes: [UInt8] = []
                while bytes.count <= Self.maximumBytes {
                    let part = handle.availableData
                    if part.isEmpty { break }
                    bytes.append(contentsOf: part)
                }
                if bytes.count > Self.maximumBytes { process.terminate() }
                process.waitUntilExit()
                let isKilled = process.terminationReason == .uncaughtSignal
                // As a shell says it: 128 and the signal.
                continuation.resume(returning: (bytes, process.terminationStatus + (isKilled ? 128 : 0)))
            }
        }
        guard bytes.count <= Self.maximumBytes else { throw AccessError("\(command) printed more than 1 MiB") }
        switch status {
        case 0: return bytes
        case 124, 137: throw AccessError("\(command) did not end within \(seconds) seconds")
        case 127: throw AccessError("\(command) was not found")
        default: throw AccessError("\(command) failed with exit code \(status)")
        }
    }
}
