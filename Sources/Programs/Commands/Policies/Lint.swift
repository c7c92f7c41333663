import AWSVocabulary
import ArgumentParser
import Diagnosis
import IAMPolicy
import JSONTree

/// `lanyard lint`.
struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find the mistakes that trust policies are made with, and say who could take the role.",
        discussion: """
            Reads trust policies, what `aws iam get-role` prints, or what `aws iam get-account-authorization-details` \
            prints; or, with --from, a directory of exported JSON files; or, without any of them, the roles of a \
            running server: the control plane of --data, the one at --endpoint, or an account of AWS's own (--endpoint aws). \
            With service accounts, which come from the directory or the server's cluster too, it proves by evaluation which \
            of them could take each role. Docs/Tools.md lists the findings, T01 to T28.

            Exit codes: 0 no findings, 1 findings, 2 a file that cannot be used.

            Examples:
              lanyard lint trust-policy.json
              lanyard lint --from exported/ --minimum high
              lanyard lint --endpoint aws --kubeconfig ~/.kube/config
              kubectl get sa -A -o json > sa.json; lanyard lint account.json --service-accounts sa.json -o sarif
            """
    )

    @Argument(help: "The files, - for standard input.")
    var files: [String] = []

    @OptionGroup var server: ServerOption

    @Option(name: .customLong("from"), help: ArgumentHelp("A directory of exported JSON files.", valueName: "dir"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The cluster's service accounts: NAMESPACE/NAME a line, or what `kubectl get sa -A -o json` prints.",
            valueName: "file"
        )
    )
    var serviceAccounts: String?

    @Option(help: "The account the roles belong to, if the files do not say.")
    var account: String?

    @Option(help: ArgumentHelp("Findings that are tolerated, with a reason and a date.", valueName: "file"))
    var waivers: String?

    @Option(help: "The least severity to report: info, low, medium, high or critical.")
    var minimum: SeverityArgument = .info

    @OptionGroup var output: FindingsOutput

    func run() async throws {
        var results: [LintedRole] = []
        var isUnusable = false
        do {
            let surroundings = LintSurroundings(
                serviceAccounts: try serviceAccounts.map { try ServiceAccountList.read($0) }
            )
            var waivers = try waivers.map { try Waivers(file: $0) } ?? Waivers()
            for role in try await estateRoles(surroundings.serviceAccounts, &isUnusable) {
                results.append(LintedRole(role, waivers: &waivers, minimum: minimum.severity))
            }
            for file in files {
                do {
                    for role in try TrustPolicyFile(file, account: account, surroundings: surroundings).roles {
                        results.append(LintedRole(role, waivers: &waivers, minimum: minimum.severity))
                    }
                } catch let failure {
                    Complaint.print("\(failure)")
                    isUnusable = true
                }
            }
            for remark in waivers.unused { Complaint.print(remark) }
        } catch {
            Complaint.print("\(error)")
            throw ExitCode(2)
        }
        LintReport(roles: results).print(as: output.form)
        if isUnusable { throw ExitCode(2) }
        if results.contains(where: { role in role.findings.contains { $0.waiver == nil } }) { throw ExitCode(1) }
    }
}

extension Lint {
    /// The roles of a directory, or of the server if neither files nor directory were given.
    private func estateRoles(
        _ serviceAccounts: [String]?,
        _ isUnusable: inout Bool
    ) async throws -> [TrustPolicyFile.Role] {
        guard directory != nil || server.endpoint != nil || server.data.path != nil || files.isEmpty else { return [] }
        var estate = try directory.map { try ExportedDirectory.read($0) } ?? Estate()
        if directory == nil || server.isNamed {
            try await ServerEstate(server).add(serviceAccounts == nil ? [.serviceAccounts] : [], to: &estate)
        }
        for remark in estate.remarks { Complaint.print(remark) }
        var roles: [TrustPolicyFile.Role] = []
        for role in estate.roles {
            do {
                let subject = try LintSubject(
                    name: role.arn.description,
                    policy: role.trustTree,
                    account: role.arn.account,
                    surroundings: LintSurroundings(
                        serviceAccounts: serviceAccounts ?? estate.serviceAccounts?.map(\.description),
                        providers: estate.clientIDs(account: role.arn.account)
                    )
                )
                roles.append(TrustPolicyFile.Role(file: role.file, subject: subject))
            } catch {
                Complaint.print("\(role.file):\(error.line):\(error.column): \(role.arn): \(error.detail)")
                isUnusable = true
            }
        }
        return roles
    }
}

/// A severity, as an option names it.
struct SeverityArgument: ExpressibleByArgument {
    static let info = SeverityArgument(severity: .info)

    let severity: LintRule.Severity

    init(severity: LintRule.Severity) { self.severity = severity }

    init?(argument: String) {
        guard let severity = LintRule.Severity(rawValue: argument.lowercased()) else { return nil }
        self.severity = severity
    }
}

/// A role with what was found about it.
struct LintedRole {
    let name: String
    let findings: [FileFinding]
    /// The policy without its mistakes, as a JSON Patch; nil if there is nothing to change.
    let patch: JSON?

    init(_ role: TrustPolicyFile.Role, waivers: inout Waivers, minimum: LintRule.Severity) {
        name = role.subject.name
        var findings: [FileFinding] = []
        var open: [LintFinding] = []
        for finding in role.subject.findings {
            let waiver = waivers.reason(rule: finding.rule.rawValue, role: role.subject.name)
            guard finding.severity >= minimum else { continue }
            if waiver == nil { open.append(finding) }
            findings.append(
                FileFinding(
                    file: role.file,
                    name: role.subject.name == role.file ? "" : role.subject.name,
                    rule: finding.rule.rawValue,
                    title: finding.rule.title,
                    severity: finding.severity.rawValue,
                    message: finding.message,
                    line: finding.position.line,
                    column: finding.position.column,
                    json: finding.json,
                    waiver: waiver
                )
            )
        }
        self.findings = findings
        patch = role.subject.patch(open)
    }
}
