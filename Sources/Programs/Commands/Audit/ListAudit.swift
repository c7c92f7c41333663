import ArgumentParser
import AuditJournal
import ControlPlane
import Foundation
import JSONTree
import Store

/// `lanyard audit`, without more.
struct ListAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the records, the newest last; --follow goes on."
    )

    private static let pause = Duration.milliseconds(200)

    @OptionGroup var data: DataOption
    @OptionGroup var filter: AuditFilter

    @Flag(name: .customLong("follow"), help: "Go on with what is appended, until it is interrupted.")
    var follows = false

    @Option(name: .customLong("last"), help: "How many records to show of those there are.")
    var last = 50

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print: table or json, a line each.")
    var form = AuditForm.table

    func validate() throws {
        guard (1...1_000_000).contains(last) else { throw ValidationError("--last takes 1 to 1000000, not \(last)") }
    }

    func run() async throws {
        var reader = try AuditLines(data.directory)
        var shown: [JSON] = []
        while let line = try reader.next() {
            guard filter.admits(line) else { continue }
            shown.append(line)
            if shown.count > 2 * last { shown.removeFirst(shown.count - last) }
        }
        for line in shown.suffix(last) { form.print(line) }
        while follows {
            try await Task.sleep(for: Self.pause)
            while let line = try reader.next() {
                if filter.admits(line) { form.print(line) }
            }
        }
    }
}

/// How records are printed.
enum AuditForm: String, CaseIterable, ExpressibleByArgument {
    case table
    case json

    func print(_ line: JSON) {
        guard let event = line["event"] else { return }
        switch self {
        case .json: Swift.print(event.text())
        case .table: Swift.print(AuditText.line(event))
        }
        fflush(nil)
    }
}

/// One event in one line for people.
enum AuditText {
    static func line(_ event: JSON) -> String {
        let identity = event["userIdentity"]
        let caller = identity?["arn"]?.string ?? identity?["userName"]?.string ?? "nobody"
        var parts = [
            event["eventTime"]?.string ?? "", event["errorCode"]?.string ?? "ok",
            "\(event["eventSource"]?.string?.prefix { $0 != "." } ?? ""):\(event["eventName"]?.string ?? "")",
            "by \(caller)",
        ]
        if let pod = AuditPod(event) { parts.append("pod \(pod.name)") }
        if let finding = event["additionalEventData"]?["podIdentity"]?["finding"] {
            parts.append("FINDING \(finding["type"]?.string ?? ""): \(explanation(of: finding))")
        }
        if let resource = event["resources"]?.array?.first {
            parts.append("on \(resource["ARN"]?.string ?? resource["resourceName"]?.string ?? "")")
        }
        parts.append("from \(event["sourceIPAddress"]?.string ?? "")")
        parts.append(event["requestID"]?.string ?? "")
        return parts.joined(separator: "  ")
    }

    private static func explanation(of finding: JSON) -> String {
        if let first = finding["firstCaller"]?.string {
            return "first used by \(first) from \(finding["firstSourceIPAddress"]?.string ?? "")"
        }
        return "the token is of a pod on \(finding["nodeName"]?.string ?? "a node")"
    }
}

/// The journal's lines as JSON.
struct AuditLines {
    private static let limits = JSONLimits(maximumBytes: 8 << 20, maximumDepth: 128, maximumValues: 1_000_000)

    private var reader: JournalReader
    private let path: String

    /// - Throws: `CommandFailure` if there is no audit trail.
    init(_ data: DataDirectory) throws(CommandFailure) {
        path = data.auditJournal
        do throws(StoreError) { reader = try JournalReader(path: path) } catch {
            throw CommandFailure("\(data.path) has no audit trail: \(error); name the data directory with --data")
        }
    }

    mutating func next() throws(CommandFailure) -> JSON? {
        do throws(StoreError) {
            guard let line = try reader.next() else { return nil }
            guard let json = try? JSON(parsing: line.bytes, limits: Self.limits) else {
                throw StoreError.corrupt("the line at byte \(line.offset) of segment \(line.segment) is not JSON")
            }
            return json
        } catch {
            throw CommandFailure("\(path): \(error); `lanyard audit verify` tells what is damaged")
        }
    }
}
