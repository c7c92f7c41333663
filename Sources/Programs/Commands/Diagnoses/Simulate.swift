import AWSVocabulary
import ArgumentParser
import Diagnosis
import IAMPolicy
import JSONTree

/// `lanyard simulate`.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Walk the whole path from a pod to a call: token, trust, session tags, permissions.",
        discussion: """
            Answers from exported JSON files (--from), or from a running control plane (--data, or its URL as --endpoint), or \
            from an account of AWS's own (--endpoint aws). With files and a server roles and policies are the server's, and \
            service accounts and pods the files'. IAM, EKS and the cluster are only read. A service account's role is its pod identity association's or else its \
            annotation's, as the pod identity webhook decides. Without --action the path ends with the credentials.

            Unlike iam:SimulatePrincipalPolicy it looks at trust policies, and at what the token says.

            Exit codes: 0 yes, 1 no, 2 unusable input.

            Examples:
              lanyard simulate --service-account prod/my-sa --action s3:GetObject --resource arn:aws:s3:::data/report \
            --from exported/
              lanyard simulate --pod prod/web-1 --action s3:PutObject --resource arn:aws:s3:::data/x --endpoint \
            http://127.0.0.1:4580
              lanyard simulate --user arn:aws:iam::111122223333:user/ana --action iam:ListUsers --from exported/
              lanyard simulate --role arn:aws:iam::111122223333:role/app --action iam:ListUsers --context \
            aws:SourceIp=10.0.0.1 --from exported/
            """
    )

    @OptionGroup var server: ServerOption
    @OptionGroup var output: OutputOption

    @Option(help: ArgumentHelp("The service account.", valueName: "namespace/name"))
    var serviceAccount: String?

    @Option(help: ArgumentHelp("The pod.", valueName: "namespace/name"))
    var pod: String?

    @Option(
        help: ArgumentHelp("The role: alone, or instead of the one that the service account has.", valueName: "arn")
    )
    var role: String?

    @Option(help: ArgumentHelp("The user.", valueName: "arn"))
    var user: String?

    @Option(help: ArgumentHelp("An action, such as s3:GetObject; may be repeated.", valueName: "action"))
    var action: [String] = []

    @Option(help: ArgumentHelp("The ARN of what it is about; may be repeated. Default: *", valueName: "arn"))
    var resource: [String] = []

    @Option(
        help: ArgumentHelp("The resource's account, if its ARN has none and it is not the role's.", valueName: "id")
    )
    var resourceAccount: String?

    @Option(help: ArgumentHelp("A condition key of the call; repeat it for several values.", valueName: "key=value"))
    var context: [String] = []

    @Option(help: ArgumentHelp("The cluster's name, if there are several.", valueName: "name"))
    var cluster: String?

    @Option(help: ArgumentHelp("The issuer of the cluster's tokens, if no file says.", valueName: "url"))
    var issuer: String?

    @Option(
        help: ArgumentHelp("The token's audience, instead of the annotation's or sts.amazonaws.com.", valueName: "text")
    )
    var audience: String?

    @Option(help: ArgumentHelp("The resource's own policy, such as a bucket's.", valueName: "file"))
    var resourcePolicy: String?

    @Option(help: ArgumentHelp("A service control policy; each is a level of its own.", valueName: "file"))
    var serviceControlPolicy: [String] = []

    @Option(name: .customLong("from"), help: ArgumentHelp("A directory of exported JSON files.", valueName: "dir"))
    var directory: String?

    @Option(help: ArgumentHelp("The time to judge at, instead of now: 2026-11-25T08:00:00Z.", valueName: "time"))
    var at: String?

    func validate() throws {
        guard serviceAccount == nil || pod == nil else {
            throw ValidationError("--service-account or --pod, not both: a pod knows its service account")
        }
        guard user == nil || (serviceAccount == nil && pod == nil && role == nil) else {
            throw ValidationError("--user alone: a user takes no role here")
        }
        guard serviceAccount != nil || pod != nil || role != nil || user != nil else {
            throw ValidationError("whose path? --service-account, --pod, --role or --user was wanted")
        }
    }

    func run() async throws {
        let diagnosis: Diagnosis
        do {
            diagnosis = try await simulate()
        } catch let failure as CommandFailure {
            Complaint.print("\(failure)")
            throw ExitCode(2)
        }
        output.print(diagnosis.json) { _ in diagnosis.text }
        if !diagnosis.isAllowed { throw ExitCode(1) }
    }

    private func simulate() async throws -> Diagnosis {
        let given = try role.map { try RoleArgument.arn($0) }
        var estate = try directory.map { try ExportedDirectory.read($0) } ?? Estate()
        let subject = try subject(given)
        if directory == nil || server.isNamed { try await ServerEstate(server).add(parts(subject), to: &estate) }
        AWSManagedPolicies.add(to: &estate)
        for remark in estate.remarks { Complaint.print(remark) }
        var question = SimulationQuestion(subject, estate: estate, now: try MomentArgument.time(at))
        question.role = serviceAccount == nil && pod == nil ? nil : given
        question.actions = try action.map { try Self.action($0) }
        if !resource.isEmpty { question.resources = resource }
        question.resourceAccount = try resourceAccount.map { text in
            guard let account = AccountID(text) else {
                throw CommandFailure("--resource-account \(text): twelve digits were wanted")
            }
            return account
        }
        question.context = try keys()
        question.cluster = cluster
        question.issuer = issuer
        question.audience = audience
        question.resourcePolicy = try resourcePolicy.map { try PolicyFile.read($0, .resource) }
        question.serviceControl = try serviceControlPolicy.map { [try PolicyFile.read($0, .serviceControl)] }
        return question.diagnosis
    }

    /// What of the server the path leads over.
    private func parts(_ subject: SimulationQuestion.Subject) -> [ServerEstate.Part] {
        switch subject {
        case .role, .user: return []
        case .serviceAccount(let namespace, let name):
            return [.serviceAccounts, .clusters(named: cluster) { _ in (namespace, name) }]
        case .pod(let namespace, let name):
            return [
                .serviceAccounts, .pods,
                .clusters(named: cluster) { estate in
                    estate.pods.first { $0.namespace == namespace && $0.name == name }
                        .map { (namespace, $0.serviceAccount) } ?? (namespace, "default")
                },
            ]
        }
    }

    private func subject(_ role: ARN?) throws -> SimulationQuestion.Subject {
        if let user { return .user(try UserArgument.arn(user)) }
        if let pod {
            let (namespace, name) = try Self.parts(pod, "--pod")
            return .pod(namespace: namespace, name: name)
        }
        if let serviceAccount {
            let (namespace, name) = try Self.parts(serviceAccount, "--service-account")
            return .serviceAccount(namespace: namespace, name: name)
        }
        guard let role else { throw CommandFailure("--role is missing") }
        return .role(role)
    }

    private static func parts(_ text: String, _ option: String) throws(CommandFailure) -> (String, String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw CommandFailure("\(option) \(text): NAMESPACE/NAME was wanted")
        }
        return (parts[0], parts[1])
    }

    private static func action(_ text: String) throws(CommandFailure) -> String {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains("*") }) else {
            throw CommandFailure("--action \(text): one action was wanted, such as s3:GetObject")
        }
        return text
    }

    private func keys() throws(CommandFailure) -> [(key: String, values: [String])] {
        var keys: [(key: String, values: [String])] = []
        for text in context {
            guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
                throw CommandFailure("--context \(text): KEY=VALUE was wanted")
            }
            let key = String(text[..<mark])
            let value = String(text[text.index(after: mark)...])
            if let index = keys.firstIndex(where: { $0.key.lowercased() == key.lowercased() }) {
                keys[index].values.append(value)
            } else {
                keys.append((key, [value]))
            }
        }
        return keys
    }
}

/// A file that holds one policy.
enum PolicyFile {
    /// - Throws: `CommandFailure` that names the file and the place.
    static func read(_ file: String, _ kind: PolicyKind) throws -> AttachedPolicy {
        let root = try ExportedDirectory.tree(file)
        // What `aws s3api get-bucket-policy` prints is a text within an object.
        if case .string(let text)? = root["Policy"]?.content {
            do {
                return AttachedPolicy(name: file, document: try PolicyDocument(parsing: text, kind: kind))
            } catch {
                throw CommandFailure("\(file): in the policy, \(error)")
            }
        }
        do {
            return AttachedPolicy(name: file, document: try PolicyDocument(root, kind: kind))
        } catch {
            throw CommandFailure("\(file):\(error.line):\(error.column): \(error.detail)")
        }
    }
}
