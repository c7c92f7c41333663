import Foundation

/// What a program did.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// Runs a program to its end, with nothing of this process's environment but what is given.
    ///
    /// One that has not ended after `limit` seconds is killed: status 137.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String? = nil,
        limit: Int = 120
    ) throws -> Command {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "--signal=KILL", String(limit)] + arguments
        var variables = ["PATH": Program.path, "HOME": FileManager.default.temporaryDirectory.path, "LANG": "C.UTF-8"]
        variables.merge(environment) { _, new in new }
        process.environment = variables
        // Files instead of pipes: a program that prints much cannot block.
        let directory = try TemporaryDirectory()
        let output = try directory.file("output")
        let errors = try directory.file("errors")
        let given = try directory.file("input")
        try given.write(contentsOf: Data((input ?? "").utf8))
        try given.seek(toOffset: 0)
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = given
        try process.run()
        process.waitUntilExit()
        return Command(
            status: process.terminationStatus,
            output: try directory.text("output"),
            errors: try directory.text("errors")
        )
    }
}
