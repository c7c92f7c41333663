import ArgumentParser
import IAMPolicy
import JSONTree

/// `lanyard policy check`.
struct CheckPolicy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the grammar and the limits of policies, and point at what is wrong.",
        discussion: """
            The kind is guessed from what a policy has, unless --kind says it: principals without resources are a trust \
            policy, principals with resources a resource policy, anything else an identity policy.

            Exit codes: 0 fine, 1 findings, 2 a file that cannot be read or is no policy at all.

            Example: lanyard policy check trust-policy.json --kind trust
            """
    )

    @Argument(help: "The files, - for standard input.")
    var files: [String]

    @Option(
        help: "What the policies are: identity, trust, resource, session, boundary, scp or rcp."
    )
    var kind: KindArgument?

    @OptionGroup var output: FindingsOutput

    func run() throws {
        var findings: [FileFinding] = []
        var isUnusable = false
        for file in files {
            do {
                findings += try check(file)
            } catch {
                Complaint.print("\(error)")
                isUnusable = true
            }
        }
        print(findings)
        if isUnusable { throw ExitCode(2) }
        if !findings.isEmpty { throw ExitCode(1) }
    }

    private func check(_ file: String) throws(CommandFailure) -> [FileFinding] {
        let bytes = try InputFile.read(file)
        guard bytes.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) == UInt8(ascii: "{") else {
            throw CommandFailure("\(file): this is no policy; a JSON object was wanted")
        }
        return PolicyCheck.problems(in: String(decoding: bytes, as: UTF8.self), kind: kind?.kind).map { problem in
            FileFinding(
                file: file,
                rule: problem.rule,
                title: problem.title,
                severity: problem.isError ? "error" : "warning",
                message: problem.detail,
                line: problem.line,
                column: problem.column,
                json: problem.json
            )
        }
    }

    private func print(_ findings: [FileFinding]) {
        let list = JSON.array(
            findings.map { finding in
                var object: JSONObject = ["file": .string(finding.file)]
                for (name, value) in finding.json.object?.members ?? [] { object[name] = value }
                return .object(object)
            }
        )
        switch output.form {
        case .table:
            for finding in findings { Swift.print("\(finding.place): \(finding.severity): \(finding.message)") }
            if findings.isEmpty { Swift.print("no findings in \(files.count) \(files.count == 1 ? "file" : "files")") }
        case .json: Swift.print(list.text(pretty: true))
        case .yaml: Swift.print(YAML.text(list), terminator: "")
        case .sarif: Swift.print(SARIF.document(findings, rules: PolicyCheck.rules).text(pretty: true))
        }
    }
}

/// The kinds of policies, as an option names them.
enum KindArgument: String, CaseIterable, ExpressibleByArgument {
    case identity
    case trust
    case resource
    case session
    case boundary
    case scp
    case rcp

    var kind: PolicyKind {
        switch self {
        case .identity: .identity
        case .trust: .trust
        case .resource: .resource
        case .session: .session
        case .boundary: .boundary
        case .scp: .serviceControl
        case .rcp: .resourceControl
        }
    }
}
