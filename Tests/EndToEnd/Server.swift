import Foundation
import Synchronization
import Testing

/// A `lanyard up` of its own, on free ports.
final class Server: Sendable {
    /// It ended instead of listening; what it said.
    struct DidNotStart: Error {
        let status: Int32
        let said: String
    }

    let data: String
    private let process: Mutex<Process>
    /// What clients need to reach it as the administrator.
    let environment: [String: String]
    let banner: String

    /// Starts on a data directory and waits until both ports listen.
    ///
    /// Pods run only where a test is about them.
    init(data: String, flags: [String] = [], runsPods: Bool = false) throws {
        self.data = data
        let started = Process()
        started.executableURL = URL(filePath: Program.lanyard)
        started.arguments =
            ["up", "--data", data, "--aws-port", "0", "--issuer-port", "0", "--kubernetes-port", "0"]
            + (runsPods ? [] : ["--no-node"]) + flags
        started.environment = ["PATH": Program.path, "HOME": data]
        let output = Pipe()
        let errors = Pipe()
        started.standardOutput = output
        started.standardError = errors
        started.standardInput = FileHandle.nullDevice
        try started.run()
        // The banner is written in one piece once both ports listen; the end of the stream means it never will be.
        let banner = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard banner.contains("Lanyard is ready") else {
            started.waitUntilExit()
            let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            throw DidNotStart(status: started.terminationStatus, said: said)
        }
        self.banner = banner
        let printed = try Command.run([Program.lanyard, "env", "--shell", "json", "--data", data])
        environment = try JSONDecoder().decode([String: String].self, from: Data(printed.output.utf8))
        process = Mutex(started)
    }

    deinit {
        end(with: SIGKILL)
    }

    var processID: Int32 { process.withLock { $0.processIdentifier } }

    /// Sends a signal and waits for the end; the exit status, or minus the signal.
    @discardableResult
    func end(with signal: Int32) -> Int32 {
        process.withLock { process in
            if process.isRunning { kill(process.processIdentifier, signal) }
            process.waitUntilExit()
            return process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
        }
    }

    /// Runs a `lanyard` command against it.
    func lanyard(_ arguments: String..., input: String? = nil) throws -> Command {
        try Command.run([Program.lanyard] + arguments + ["--data", data], input: input)
    }

    /// Runs the aws CLI as the administrator, without the caches of earlier runs.
    func aws(_ arguments: String...) throws -> Command { try aws(arguments) }

    /// Runs the aws CLI as the administrator, with an empty home.
    func aws(_ arguments: [String]) throws -> Command {
        let home = try TemporaryDirectory()
        return try Command.run(["aws"] + arguments, environment: environment.merging(["HOME": home.path]) { $1 })
    }

    /// Runs one of the Python scripts beside this file as the administrator.
    func python(_ script: String, _ arguments: String...) throws -> Command {
        let path = Program.file("Tests/EndToEnd/Scripts/\(script)")
        return try Command.run(
            ["python3", path] + arguments,
            environment: environment.merging(["LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": data]) { $1 }
        )
    }
}
