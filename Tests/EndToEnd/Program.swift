import Foundation

/// The programs that the end-to-end tests run.
enum Program {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The path of a file of the repository.
    static func file(_ path: String) -> String { root.appending(path: path).path }

    /// The `lanyard` that was built with the tests; LANYARD_PROGRAM names another.
    static var lanyard: String {
        ProcessInfo.processInfo.environment["LANYARD_PROGRAM"] ?? file(".build/debug/lanyard")
    }

    /// The `lanyard-agent` that was built with the tests; LANYARD_AGENT_PROGRAM names another.
    static var agent: String {
        ProcessInfo.processInfo.environment["LANYARD_AGENT_PROGRAM"] ?? file(".build/debug/lanyard-agent")
    }

    /// Where programs are looked for: first where the set-up installs them.
    static var path: String {
        file(".venv/bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    }

    static var hasAWS: Bool { (try? Command.run(["aws", "--version"]))?.status == 0 }
    static var hasBoto3: Bool { (try? Command.run(["python3", "-c", "import boto3"]))?.status == 0 }
}
