import ArgumentParser
import JSONTree

/// `lanyard audit export`.
struct ExportAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the records as JSON Lines, oldest first, with their numbers and hashes.",
        discussion: "With --events only the CloudTrail events, as what reads CloudTrail wants them."
    )

    @OptionGroup var data: DataOption
    @OptionGroup var filter: AuditFilter

    @Flag(name: .customLong("events"), help: "Leave out numbers, hashes and explanations.")
    var onlyEvents = false

    func run() async throws {
        var reader = try AuditLines(data.directory)
        while let line = try reader.next() {
            guard filter.admits(line) else { continue }
            print((onlyEvents ? line["event"] ?? .null : line).text())
        }
    }
}
