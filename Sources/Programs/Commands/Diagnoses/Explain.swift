import AWSVocabulary
import ArgumentParser
import ControlPlaneClient
import Diagnosis
import JSONTree

/// `lanyard explain`.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a request was allowed or refused, or why a token can or cannot take a role.",
        discussion: """
            With a request id, on a running control plane: every answer carries one, in the header x-amzn-RequestId, in \
            error bodies, and in what `--debug` of the aws CLI prints. This shows what was considered for it: each policy \
            and statement, what matched, and for each condition that failed the operator, the key, the values wanted and \
            the value seen, the nearest miss first.

            With --token and --role: every step of AssumeRoleWithWebIdentity in the order STS takes it, from files alone or \
            on the state of a server (--data or --endpoint), with the usual mistake named when it is one. What fails after \
            the first failure is told too. Nothing is fetched without a server, and the token is never printed.

            A token for pods.eks.amazonaws.com is judged by the checks of EKS Pod Identity instead: cluster, pod, \
            association and the role's trust policy; --role is then optional.

            Exit codes of the second form: 0 the token can take the role, 1 it cannot, 2 unusable input.

            Examples:
              lanyard explain 019400f2-8c5e-7aaf-9c2d-5d6f3d1c0a11
              lanyard explain --token token.jwt --role arn:aws:iam::111122223333:role/app --from exported/
              lanyard explain --token token.jwt --role arn:aws:iam::111122223333:role/app --trust-policy trust.json \
            --provider provider.json --jwks jwks.json
              lanyard explain --token eks-pod-identity-token --data ~/.lanyard
            """
    )

    @OptionGroup var server: ServerOption
    @OptionGroup var output: OutputOption

    @Argument(help: "The request's id.")
    var requestID: String?

    @Option(help: ArgumentHelp("The file with the token, - for standard input.", valueName: "file"))
    var token: String?

    @Option(help: ArgumentHelp("The role that the token is to take.", valueName: "arn"))
    var role: String?

    @Option(help: ArgumentHelp("The cluster of a token for EKS Pod Identity, if several are known.", valueName: "name"))
    var cluster: String?

    @OptionGroup var evidence: EvidenceOptions

    @Option(help: ArgumentHelp("The time to judge at, instead of now: 2026-11-25T08:00:00Z.", valueName: "time"))
    var at: String?

    func validate() throws {
        if requestID != nil, token != nil || role != nil {
            throw ValidationError("a request id goes to a server, --token and --role to files: give one or the other")
        }
        if requestID == nil, token == nil { throw ValidationError("a request id is wanted, or --token and --role") }
    }

    func run() async throws {
        if let requestID {
            let answer = try await server.operatorAPI().call("GetExplanation", ["requestId": .string(requestID)])
            output.print(answer, asText: ExplanationText.text)
            return
        }
        let diagnosis: Diagnosis
        do {
            diagnosis = try await judged()
        } catch let failure as CommandFailure {
            Complaint.print("\(failure)")
            throw ExitCode(2)
        }
        output.print(diagnosis.json) { _ in diagnosis.text }
        if !diagnosis.isAllowed { throw ExitCode(1) }
    }

    private func judged() async throws -> Diagnosis {
        let arn = try role.map { try RoleArgument.arn($0) }
        let text = try TokenFile.read(token ?? "-")
        let isForPodIdentity = PodIdentityTokenQuestion.isMeant(by: text)
        guard arn != nil || isForPodIdentity else {
            throw CommandFailure("--role is missing: which role is it to take?")
        }
        var estate = try evidence.estate()
        let now = try MomentArgument.time(at)
        if server.isNamed {
            let cluster = cluster
            let podIdentity: [ServerEstate.Part] = [.pods, .clusters(named: cluster) { _ in nil }]
            try await ServerEstate(server).add([.keys] + (isForPodIdentity ? podIdentity : []), to: &estate)
        }
        if isForPodIdentity {
            if let file = evidence.trustPolicy, let arn { try EvidenceOptions.add(trust: file, of: arn, to: &estate) }
            for remark in estate.remarks { Complaint.print(remark) }
            return PodIdentityTokenQuestion(token: text, roleARN: arn, estate: estate, cluster: cluster, now: now)
                .diagnosis
        }
        for remark in estate.remarks { Complaint.print(remark) }
        guard let arn else { throw CommandFailure("--role is missing") }
        return TokenQuestion(
            token: text,
            roleARN: arn,
            role: try evidence.trustPolicy.map { try EvidenceOptions.trust($0, of: arn) } ?? estate.answer(arn),
            providers: estate.providers,
            keys: estate.keys,
            now: now
        ).diagnosis
    }
}
