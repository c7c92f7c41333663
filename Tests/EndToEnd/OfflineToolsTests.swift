import Foundation
import Testing

/// The tools that read files, on what the aws CLI really exports, and on the server that it was exported from.
@Suite(.enabled(if: Program.hasAWS, "skipped: there is no aws CLI here"))
struct OfflineToolsTests {
    private static let role = "arn:aws:iam::111122223333:role/payments"

    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data", flags: ["--account", "111122223333"])
    }

    private func export(_ name: String, _ arguments: String...) throws -> String {
        let command = try Command.run(["aws"] + arguments, environment: server.environment)
        #expect(command.status == 0, "\(command.errors)")
        return try directory.write(command.output, to: "exported/" + name)
    }

    /// A role that trusts the service account prod/payments, with a slip, exported with the rest of the account.
    private func exported(subject: String) throws -> String {
        let path = directory.path + "/exported"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let providers = try export("providers.json", "iam", "list-open-id-connect-providers")
        let arn = try #require(
            try String(contentsOfFile: providers, encoding: .utf8).firstMatch(of: /"Arn": "([^"]+)"/)?.1
        )
        let host = try #require(arn.split(separator: "oidc-provider/").last)
        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "\(arn)"},
            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {
            "\(host):sub": "\(subject)", "\(host):aud": "sts.amazonaws.com"}}}]}
            """
        #expect(
            try server.aws("iam", "create-role", "--role-name", "payments", "--assume-role-policy-document", trust)
                .status == 0
        )
        #expect(
            try server.aws(
                "iam",
                "attach-role-policy",
                "--role-name",
                "payments",
                "--policy-arn",
                "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
            ).status == 0
        )
        _ = try export("account.json", "iam", "get-account-authorization-details")
        _ = try export(
            "provider.json",
            "iam",
            "get-open-id-connect-provider",
            "--open-id-connect-provider-arn",
            String(arn)
        )
        _ = try directory.write(
            """
            {"kind": "List", "items": [{"kind": "ServiceAccount", "metadata": {"name": "payments", "namespace": "prod",
            "annotations": {"eks.amazonaws.com/role-arn": "\(Self.role)"}}}]}
            """,
            to: "exported/workloads.json"
        )
        return path
    }

    private func token() throws -> String {
        let token = try server.lanyard("create", "token", "payments", "-n", "prod", "--audience", "sts.amazonaws.com")
        #expect(token.status == 0, "\(token.errors)")
        return try directory.write(token.output, to: "token")
    }

    private func lanyard(_ arguments: String...) throws -> Command { try Command.run([Program.lanyard] + arguments) }

    @Test func `a token that can take the role, and a pod that can make the call`() throws {
        let path = try exported(subject: "system:serviceaccount:prod:payments")
        let explained = try lanyard("explain", "--token", try token(), "--role", Self.role, "--from", path)
        #expect(explained.status == 0, "\(explained.output)\(explained.errors)")
        #expect(explained.output.contains("YES"))
        let call = ["--action", "s3:GetObject", "--resource", "arn:aws:s3:::reports/1"]
        let subject = ["simulate", "--service-account", "prod/payments", "--from", path]
        let simulated = try Command.run([Program.lanyard] + subject + call)
        #expect(simulated.status == 0, "\(simulated.output)\(simulated.errors)")
        let refused = try Command.run([Program.lanyard] + subject + ["--action", "s3:PutObject"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("no identity-based policy allows s3:PutObject"))
        // The same of the server itself, and of both together.
        let onServer = try Command.run(
            [Program.lanyard, "simulate", "--role", Self.role, "--data", server.data] + call
        )
        #expect(onServer.status == 0, "\(onServer.output)\(onServer.errors)")
        let both = try Command.run([Program.lanyard] + subject + call + ["--data", server.data])
        #expect(both.status == 0, "\(both.output)\(both.errors)")
        #expect(try lanyard("lint", "--from", path).status == 0)
    }

    @Test func `a slip in the trust policy is named, offline as by the server that refused the token`() throws {
        let path = try exported(subject: "system:serviceaccount:payments:prod")
        let file = try token()
        let explained = try lanyard("explain", "--token", file, "--role", Self.role, "--from", path)
        #expect(explained.status == 1)
        #expect(explained.output.contains("namespace and service account are swapped"))
        #expect(!explained.output.contains(try String(contentsOfFile: file, encoding: .utf8).suffix(40)))
        let call = try server.aws(
            "sts",
            "assume-role-with-web-identity",
            "--role-arn",
            Self.role,
            "--role-session-name",
            "test",
            "--web-identity-token",
            "file://" + file,
            "--debug"
        )
        #expect(call.status != 0)
        let id = try #require(call.errors.firstMatch(of: /x-amzn-RequestId': '([^']+)'/.ignoresCase())?.1)
        let told = try server.lanyard("explain", String(id))
        #expect(told.output.contains("mistake      namespace and service account are swapped"), "\(told.output)")
    }

    @Test func `what cannot be used is exit code 2, what cannot be understood 64`() throws {
        let missing = try lanyard("explain", "--token", "/nonexistent", "--role", Self.role)
        #expect(missing.status == 2)
        #expect(missing.errors.contains("/nonexistent"))
        #expect(try lanyard("simulate", "--role", "payments", "--from", directory.path).status == 2)
        #expect(try lanyard("simulate", "--service-account", "payments", "--from", directory.path).status == 2)
        #expect(try lanyard("simulate").status == 64)
        #expect(try lanyard("explain", "an-id", "--token", "x", "--role", Self.role).status == 64)
        let unread = try lanyard("policy", "check", "/nonexistent")
        #expect(unread.status == 2)
        #expect(unread.output == "")
        let broken = try directory.write("{", to: "broken.json")
        let check = try lanyard("policy", "check", broken)
        #expect(check.status == 1)
        #expect(check.output.contains("broken.json:1:2: error: "))
    }

    @Test func `by its URL a server answers as by its data directory, with its own service accounts and associations`()
        throws
    {
        _ = try exported(subject: "system:serviceaccount:prod:payments")
        let kubernetes = """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: prod}}
            - {apiVersion: v1, kind: ServiceAccount, metadata: {name: payments, namespace: prod,
              annotations: {eks.amazonaws.com/role-arn: "\(Self.role)"}}}
            - {apiVersion: v1, kind: ServiceAccount, metadata: {name: batch, namespace: prod}}
            """
        let file = try directory.write(kubernetes, to: "objects.yaml")
        guard let kubectl = Kubectl.installed.last?.path else { return }
        let applied = try Command.run([kubectl, "apply", "-f", file], environment: server.environment)
        #expect(applied.status == 0, "\(applied.errors)")
        let url = try #require(server.environment["AWS_ENDPOINT_URL"])
        for place in [["--endpoint", url], ["--data", server.data]] {
            let simulated = try Command.run(
                [Program.lanyard, "simulate", "--service-account", "prod/payments", "--action", "s3:ListAllMyBuckets"]
                    + place,
                environment: server.environment
            )
            #expect(simulated.status == 0, "\(simulated.output)\(simulated.errors)")
            #expect(simulated.output.contains("prod/payments is annotated with \(Self.role)"))
            let lint = try Command.run([Program.lanyard, "lint"] + place, environment: server.environment)
            #expect(lint.status == 0 || lint.status == 1, "\(lint.output)\(lint.errors)")
            let explained = try Command.run(
                [Program.lanyard, "explain", "--token", try token(), "--role", Self.role] + place,
                environment: server.environment
            )
            #expect(explained.output.contains("YES\n"), "\(explained.output)\(explained.errors)")
        }
        // A pod identity association, made with the aws CLI, is found, and its role's trust policy judged.
        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"]}]}
            """
        let made = try server.aws("iam", "create-role", "--role-name", "batch", "--assume-role-policy-document", trust)
        #expect(made.status == 0, "\(made.errors)")
        let cluster = try server.aws("eks", "list-clusters", "--query", "clusters[0]", "--output", "text").output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let association = try server.aws(
            "eks",
            "create-pod-identity-association",
            "--cluster-name",
            cluster,
            "--namespace",
            "prod",
            "--service-account",
            "batch",
            "--role-arn",
            "arn:aws:iam::111122223333:role/batch"
        )
        #expect(association.status == 0, "\(association.errors)")
        let simulated = try Command.run(
            [Program.lanyard, "simulate", "--service-account", "prod/batch", "--endpoint", url],
            environment: server.environment
        )
        #expect(simulated.status == 0, "\(simulated.output)\(simulated.errors)")
        #expect(simulated.output.contains("session tags"))
        try evaluates(at: url)
        let missed = try Command.run(
            [Program.lanyard, "get", "missed-pods"],
            environment: ["LANYARD_DATA": server.data]
        )
        #expect(missed.output == "Every running pod has the identity it should have.\n", "\(missed.errors)")
        let nobody = try Command.run([Program.lanyard, "lint", "--endpoint", url])
        #expect(nobody.status == 2)
        #expect(nobody.errors.contains("--endpoint needs AWS_ACCESS_KEY_ID"))
        let both = try lanyard("simulate", "--role", Self.role, "--endpoint", url, "--data", server.data)
        #expect(both.status == 64)
    }

    /// The policies that a case leaves open are the server's: of the role, of its trust, of a bucket.
    private func evaluates(at url: String) throws {
        #expect(try server.aws("s3api", "create-bucket", "--bucket", "reports").status == 0)
        let policy = """
            {"Version": "2012-10-17", "Statement": {"Sid": "NoDrafts", "Effect": "Deny", "Principal": "*",
            "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/drafts/*"}}
            """
        let put = try server.aws("s3api", "put-bucket-policy", "--bucket", "reports", "--policy", policy)
        #expect(put.status == 0, "\(put.errors)")
        func line(
            _ id: Int,
            _ action: String,
            _ resource: String,
            _ role: String = "payments",
            more: String = ""
        ) -> String {
            """
            {"id": \(id), "request": {"principal": "arn:aws:sts::111122223333:assumed-role/\(role)/pod",
            "action": "\(action)", "resource": "\(resource)"}\(more)}
            """
            .replacing("\n", with: " ")
        }
        let cases = [
            line(1, "s3:GetObject", "arn:aws:s3:::reports/1"), line(2, "s3:PutObject", "arn:aws:s3:::reports/1"),
            line(3, "s3:GetObject", "arn:aws:s3:::reports/drafts/1"), line(4, "s3:GetObject", "*", "paymnts"), "{",
            line(6, "s3:GetObject", "arn:aws:s3:::reports/drafts/1", more: #", "resourcePolicy": []"#),
            line(7, "s3:GetObject", "arn:aws:s3:::reprots/1"),
            #"{"id": 8, "request": {"principal": "pods.eks.amazonaws.com", "action": "sts:AssumeRole", "#
                + #""additionalActions": ["sts:TagSession"], "resource": "arn:aws:iam::111122223333:role/batch"}}"#,
        ]
        let wanted = [
            #""id":1,"decision":"Allow","reason":"allowed by statement #1 of AmazonS3ReadOnlyAccess""#,
            #""id":2,"decision":"ImplicitDeny","reason":"no identity-based policy allows it; nearest is statement #1 of AmazonS3ReadOnlyAccess: "#,
            #""id":3,"decision":"ExplicitDeny","reason":"denied by statement NoDrafts of the resource-based policy bucket policy of reports""#,
            #""id":4,"decision":"Malformed","reason":"no role paymnts on the server \#(url); there is \#(Self.role); "#,
            #""id":null,"decision":"Malformed","#, #""id":6,"decision":"Allow","#, #""id":7,"decision":"Allow","#,
            #""id":8,"decision":"Allow","reason":"allowed by statement #1 of trust policy of batch""#,
        ]
        for place in [["--endpoint", url], ["--data", server.data]] {
            let answers = try Command.run(
                [Program.lanyard, "policy", "evaluate"] + place,
                environment: server.environment,
                input: cases.joined(separator: "\n")
            )
            #expect(answers.status == 0, "\(answers.errors)")
            let lines = answers.output.split(separator: "\n")
            #expect(lines.count == wanted.count)
            for (line, wanted) in zip(lines, wanted) { #expect(line.hasPrefix("{" + wanted), "\(line.prefix(400))") }
            #expect(lines.count > 6 && lines[6].contains("no bucket reprots on the server"))
        }
        let alone = try Command.run([Program.lanyard, "policy", "evaluate"], input: cases[0])
        #expect(alone.output.hasPrefix(#"{"id":1,"decision":"ImplicitDeny","#))
        let nowhere = try lanyard("policy", "evaluate", "--data", directory.path + "/nothing")
        #expect(nowhere.status == 1)
        #expect(nowhere.errors.contains("no control plane runs on"), "\(nowhere.errors)")
    }
}
