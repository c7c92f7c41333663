import ArgumentParser
import Foundation
import IAMPolicy
import JSONTree

/// `lanyard policy evaluate`.
struct EvaluatePolicy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Decide cases: a request and the policies that have a say in it.",
        discussion: """
            Reads one case a line (JSON Lines), or one case in a file, and answers each with a line of JSON: the decision \
            (Allow, ImplicitDeny, ExplicitDeny, or Malformed for a case that cannot be evaluated), the reason, and every \
            statement considered. A bad line is answered as Malformed and does not stop the rest.

            With --data or --endpoint (a URL, or aws), the policies that a case does not name are the server's: of its \
            principal (user, role, session of a role), of the role that it is about taking, and of the bucket that its \
            resource names. They are read once, at the start. A principal that the server does not have is Malformed; \
            [] names no policy.

            Docs/PolicyCases.md describes a case. Examples:
              echo '{"id":1,"request":{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject",\
            "resource":"arn:aws:s3:::b/k"},"identityPolicies":[{"Version":"2012-10-17","Statement":{"Effect":"Allow",\
            "Action":"s3:*","Resource":"*"}}]}' | lanyard policy evaluate
              echo '{"request":{"principal":"arn:aws:sts::111122223333:assumed-role/app/pod","action":"s3:GetObject",\
            "resource":"arn:aws:s3:::b/k"}}' | lanyard policy evaluate --endpoint aws
            """
    )

    @Argument(help: "Files with cases, - for standard input.")
    var files: [String] = ["-"]

    @OptionGroup var server: ServerOption

    @OptionGroup var output: CaseOutput

    func validate() throws {
        guard server.kubeconfig == nil else { throw ValidationError("--kubeconfig: policies are in no cluster") }
    }

    func run() async throws {
        var cases: ServerCases?
        if server.data.path != nil || server.endpoint != nil { cases = try await ServerCases(server) }
        for file in files {
            if file == "-" {
                var lines = InputLines(maximumBytes: EvaluationCase.limits.maximumBytes)
                while let line = try lines.next() { await answer(line, &cases) }
            } else {
                try await evaluate(file, &cases)
            }
        }
    }

    /// A file is one case, over as many lines as it likes, or a case a line.
    private func evaluate(_ file: String, _ cases: inout ServerCases?) async throws(CommandFailure) {
        let bytes = EvaluationCase.withoutByteOrderMark(try InputFile.read(file))
        if let root = try? LocatedJSON(parsing: bytes, limits: EvaluationCase.limits), case .object = root.content {
            await answer(bytes, &cases)
        } else {
            for line in bytes.split(separator: 0x0A) { await answer(Array(line), &cases) }
        }
    }

    private func answer(_ line: [UInt8], _ cases: inout ServerCases?) async {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return }
        output.print(await cases?.answer(line) ?? EvaluationCase.answer(line))
    }
}

/// How decisions are printed: as they are made, so that a program can wait for each.
struct CaseOutput: ParsableArguments {
    /// The forms there are.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case json
        case table
        case yaml
    }

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: "How to print: json (a line each), table or yaml (a document each)."
    )
    var form = Form.json

    func print(_ answer: JSON) {
        let text =
            switch form {
            case .json: answer.text() + "\n"
            case .yaml: "---\n" + YAML.text(answer)
            case .table:
                "\((answer["id"]?.string ?? answer["id"]?.text() ?? "").padded(20)) "
                    + "\((answer["decision"]?.string ?? "").padded(12)) \(answer["reason"]?.string ?? "")\n"
            }
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
