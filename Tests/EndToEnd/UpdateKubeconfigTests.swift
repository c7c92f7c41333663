import Foundation
import Testing

/// What users of EKS do first, with the real clients and nothing of Lanyard's own.
@Suite(.enabled(if: Program.hasAWS && !Kubectl.installed.isEmpty, "skipped: there is no aws CLI or no kubectl here"))
struct UpdateKubeconfigTests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
    }

    private func run(_ arguments: [String], as keys: [String: String] = [:]) throws -> Command {
        let environment = server.environment.merging(keys) { $1 }
            .merging(["HOME": directory.path, "KUBECONFIG": directory.path + "/config"]) { $1 }
        return try Command.run(arguments, environment: environment)
    }

    @Test(arguments: Kubectl.installed)
    func `aws eks update-kubeconfig, then kubectl`(_ kubectl: Kubectl) throws {
        let updated = try run(["aws", "eks", "update-kubeconfig", "--name", "myeks"])
        #expect(updated.status == 0, "\(updated.errors)")
        let accounts = try run([kubectl.path, "get", "sa"])
        #expect(accounts.status == 0, "\(accounts.errors)")
        #expect(accounts.output.contains(/default\x20+/))
        #expect(try run([kubectl.path, "auth", "can-i", "*", "*"]).output == "yes\n")
        let made = try run([kubectl.path, "create", "sa", "my-sa"])
        #expect(made.output == "serviceaccount/my-sa created\n", "\(made.errors)")
    }

    @Test func `the endpoint is the API's port of this start, not that of an earlier one`() throws {
        func endpoint(_ server: Server) throws -> String {
            let query = ["--query", "cluster.endpoint", "--output", "text"]
            return try server.aws(["eks", "describe-cluster", "--name", "myeks"] + query).output
        }
        for _ in 1...2 {
            let running = try Server(data: directory.path + "/again")
            let own = try String(contentsOfFile: running.data + "/kubeconfig", encoding: .utf8)
            let url = try #require(own.firstMatch(of: /server: (https:\/\/127\.0\.0\.1:[0-9]+)\n/)?.1)
            #expect(try endpoint(running) == url + "\n")
            #expect(running.end(with: SIGTERM) == 0)
        }
    }

    @Test func `a caller who is not the administrator is known, and may do nothing`() throws {
        #expect(try run(["aws", "eks", "update-kubeconfig", "--name", "myeks"]).status == 0)
        #expect(try server.aws("iam", "create-user", "--user-name", "visitor").status == 0)
        let query = ["--query", "AccessKey.[AccessKeyId,SecretAccessKey]", "--output", "text"]
        let key = try server.aws(["iam", "create-access-key", "--user-name", "visitor"] + query).output
            .split { $0.isWhitespace }.map(String.init)
        let kubectl = try #require(Kubectl.installed.max { $0.minor < $1.minor })
        let keys = ["AWS_ACCESS_KEY_ID": try #require(key.first), "AWS_SECRET_ACCESS_KEY": try #require(key.last)]
        let refused = try run([kubectl.path, "get", "sa"], as: keys)
        #expect(refused.status != 0)
        #expect(refused.errors.contains("Forbidden"), "\(refused.errors)")
        #expect(refused.errors.contains("user/visitor"), "\(refused.errors)")
    }
}
