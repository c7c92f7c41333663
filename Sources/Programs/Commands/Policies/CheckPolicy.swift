import ArgumentParser
import IAMPolicy
import JSONTree

/// `lanyard policy check`.
struct CheckPolicy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the grammar and the limits of policies, and point at what is wrong.",
        discussion: """
            The kind is guessed from what a policy has, unless --kind says it: principals without resources are a trust \
            policy, principals with resources a resource policy, anything else an identity policy.

            Without files, with --data or --endpoint, it checks the policies that a server's IAM has: trust policies, inline \
            policies, and customer managed ones in every version. Bucket policies are not among them.

            Exit codes: 0 fine, 1 findings, 2 a file or a server that cannot be read, or a file that is no policy at all.

            Examples:
              lanyard policy check trust-policy.json --kind trust
              lanyard policy check policies/ -o sarif
              lanyard policy check --endpoint aws
            """
    )

    @Argument(help: "The files, - for standard input; of a directory every .json in it that is a policy.")
    var files: [String] = []

    @OptionGroup var server: ServerOption

    @Option(
        help: "What the files' policies are: identity, trust, resource, session, boundary, scp or rcp."
    )
    var kind: KindArgument?

    @OptionGroup var output: FindingsOutput

    private var asksServer: Bool { server.data.path != nil || server.endpoint != nil }

    func validate() throws {
        guard files.isEmpty == asksServer else {
            throw ValidationError("files, or a server by --data or --endpoint: one of them")
        }
        guard server.kubeconfig == nil else { throw ValidationError("--kubeconfig: policies are in no cluster") }
        guard kind == nil || !asksServer else { throw ValidationError("--kind: a server knows what its policies are") }
    }

    func run() async throws {
        var findings: [FileFinding] = []
        var isUnusable = false
        // Those that were read.
        var count = 0
        if asksServer {
            do throws(CommandFailure) {
                let policies = try await ServerPolicies(server).documents
                count = policies.count
                for policy in policies { findings += Self.check(policy.text, name: policy.name, kind: policy.kind) }
            } catch {
                Complaint.print("\(error)")
                throw ExitCode(2)
            }
        }
        for file in files {
            do {
                for policy in try policies(file) {
                    findings += Self.check(policy.text, name: policy.name, kind: kind?.kind)
                    count += 1
                }
            } catch {
                Complaint.print("\(error)")
                isUnusable = true
            }
        }
        print(findings, of: count)
        if isUnusable { throw ExitCode(2) }
        if !findings.isEmpty { throw ExitCode(1) }
    }

    /// The policy of a file, or those of a directory.
    private func policies(_ path: String) throws(CommandFailure) -> [(name: String, text: String)] {
        guard PolicyDirectory.isDirectory(path) else { return [(path, try PolicyDirectory.policy(in: path))] }
        return try PolicyDirectory.policies(in: path)
    }

    private static func check(_ text: String, name: String, kind: PolicyKind?) -> [FileFinding] {
        PolicyCheck.problems(in: text, kind: kind).map { problem in
            FileFinding(
                file: name,
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

    private func print(_ findings: [FileFinding], of count: Int) {
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
            let checked = asksServer ? count == 1 ? "policy" : "policies" : count == 1 ? "file" : "files"
            if findings.isEmpty, count > 0 || asksServer { Swift.print("no findings in \(count) \(checked)") }
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
