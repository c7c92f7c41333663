import Foundation
import Synchronization

/// A `lanyard-agent server` of its own, on free ports of the loopback interface.
final class NodeAgent: Sendable {
    private struct Line: Decodable {
        let msg: String
        let address: String?

        enum CodingKeys: String, CodingKey {
            case msg
            case address = "bind-addr"
        }
    }

    private let process: Mutex<Process>
    private let directory: TemporaryDirectory
    /// Host and port.
    let credentials: String
    let probe: String
    let metrics: String

    /// Starts it and waits until it serves.
    init(environment: [String: String], flags: [String] = []) throws {
        directory = try TemporaryDirectory()
        let started = Process()
        started.executableURL = URL(filePath: Program.agent)
        started.arguments =
            [
                "server", "--cluster-name", "myeks", "--port", "0", "--probe-port", "0", "--metrics-port", "0",
                "--metrics-address", "127.0.0.1", "--bind-hosts", "127.0.0.1", "--allow-host", "127.0.0.1",
            ] + flags
        started.environment = environment
        let output = try directory.file("log")
        started.standardOutput = output
        started.standardInput = FileHandle.nullDevice
        try started.run()
        var addresses: [String] = []
        while addresses.count < 3 {
            guard started.isRunning else { throw Server.DidNotStart(status: -1, said: try directory.text("log")) }
            addresses = try directory.text("log").split(separator: "\n").compactMap { line in
                let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8))
                return line?.msg.hasPrefix("serving") == true ? line?.address : nil
            }
        }
        (credentials, probe, metrics) = (addresses[0], addresses[1], addresses[2])
        process = Mutex(started)
    }

    deinit {
        end(with: SIGKILL)
    }

    /// Everything it has logged so far.
    var log: String { (try? directory.text("log")) ?? "" }

    /// Sends a signal that does not end it.
    func send(_ signal: Int32) { process.withLock { _ = kill($0.processIdentifier, signal) } }

    /// Sends a signal and waits for the end; the exit status, or minus the signal.
    @discardableResult
    func end(with signal: Int32) -> Int32 {
        process.withLock { process in
            if process.isRunning { kill(process.processIdentifier, signal) }
            process.waitUntilExit()
            return process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
        }
    }
}
