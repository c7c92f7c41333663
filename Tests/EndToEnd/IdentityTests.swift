import Foundation
import Testing

@Suite(.enabled(if: Program.hasBoto3, "skipped: there is no boto3 here"))
struct IdentityTests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
    }

    @Test(arguments: [
        "sts_and_iam.py", "token_attacks.py", "signatures.py", "history.py", "pod_identity.py", "bound_tokens.py",
        "clusters.py",
    ])
    func `boto3 sees what AWS documents`(_ script: String) throws {
        let result = try server.python(script)
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }

    @Test func `old tokens outlive a rotation, and end when their key is retired`() throws {
        let token = try server.lanyard("create", "token", "my-sa", "--audience", "sts.amazonaws.com").output
        let file = try directory.write(token, to: "token")
        let old = try #require(
            try server.lanyard("keys", "list", "-o", "json").output.firstMatch(of: /"keyId": "([^"]+)"/)?.1
        )
        #expect(try server.lanyard("token", "inspect", file).status == 0)
        let active = try server.lanyard("keys", "retire", String(old))
        #expect(active.status == 1)
        #expect(active.errors.contains("rotate"))
        #expect(try server.lanyard("keys", "rotate").status == 0)
        let verified = try server.lanyard("token", "inspect", file)
        #expect(verified.status == 0)
        #expect(verified.output.contains("\(old) (verifying)"))
        #expect(try server.lanyard("keys", "retire", String(old)).status == 0)
        let refused = try server.lanyard("token", "inspect", file)
        #expect(refused.status == 1)
        #expect(refused.output.contains("REFUSED      the issuer has no key \(old)"))
    }

    @Test func `inspecting a token shows all of it but its signature`() throws {
        let token = try server.lanyard(
            "create",
            "token",
            "my-sa",
            "-n",
            "web",
            "--audience",
            "sts.amazonaws.com",
            "--duration",
            "20m",
            "--bound-pod",
            "front-1"
        ).output
        #expect(!token.hasSuffix("\n"))
        let signature = try #require(token.split(separator: ".").last)
        let shown = try server.lanyard("token", "inspect", "-", input: token)
        #expect(shown.status == 0)
        for text in [
            "VERIFIES", "system:serviceaccount:web:my-sa", "\"alg\": \"RS256\"", "front-1", "time left    ",
        ] {
            #expect(shown.output.contains(text), "\(text) in \(shown.output)")
        }
        #expect(!shown.output.contains(signature))
        let garbage = try server.lanyard("token", "inspect", "-", input: "not a token")
        #expect(garbage.status == 1)
        #expect(garbage.output.contains("this is not a token"))
    }

    @Test func `tokens live 10 minutes to 24 hours`() throws {
        for (duration, says) in [("9m", "10m"), ("25h", "24h"), ("soon", "--duration")] {
            let refused = try server.lanyard("create", "token", "my-sa", "--duration", duration)
            #expect(refused.status != 0, "\(duration)")
            #expect(!refused.errors.isEmpty, "\(duration): \(says)")
        }
    }

    @Test func `the environment is printed for sh, fish and programs`() throws {
        let shell = try Command.run([
            "sh", "-c", "eval \"$('\(Program.lanyard)' env --data '\(server.data)')\"; echo $AWS_ENDPOINT_URL",
        ])
        #expect(shell.output == server.environment["AWS_ENDPOINT_URL"].map { $0 + "\n" })
        let fish = try server.lanyard("env", "--shell", "fish").output
        #expect(fish.contains("set -gx AWS_REGION 'us-west-2'"))
        #expect(server.environment.keys.contains("AWS_CA_BUNDLE"))
    }

    @Test func `commands without a control plane say how to start one`() throws {
        let result = try Command.run([Program.lanyard, "keys", "list", "--data", directory.path + "/nothing"])
        #expect(result.status == 1)
        #expect(
            result.errors.contains("no control plane runs on \(directory.path)/nothing: start one with `lanyard up")
        )
        let unknown = try server.lanyard("explain", "00000000-0000-0000-0000-000000000000")
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("NoSuchRequest"))
    }
}
