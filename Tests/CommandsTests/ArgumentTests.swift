import AWSVocabulary
import ArgumentParser
import Testing

@testable import Commands

/// Command lines that are understood, and those that are refused before anything is done.
struct ArgumentTests {
    private static let role = "arn:aws:iam::111122223333:role/app"

    @Test(arguments: [
        ["lint"], ["lint", "--endpoint", "aws", "--minimum", "high"], ["lint", "--endpoint", "http://127.0.0.1:4580"],
        ["simulate", "--pod", "prod/web", "--kubeconfig", "k", "--endpoint", "aws"],
        ["simulate", "--user", "arn:aws:iam::111122223333:user/ana"], ["simulate", "--role", role, "--data", "d"],
        ["explain", "id"], ["explain", "--token", "t", "--role", role], ["explain", "--token", "t"],
        ["policy", "check", "-"], ["policy", "check", "--endpoint", "aws"], ["policy", "check", "--data", "d"],
        ["policy", "evaluate"], ["policy", "evaluate", "cases", "--data", "d"],
        ["policy", "evaluate", "--endpoint", "aws"],
        ["create", "token", "sa", "--duration", "1h30m"],
    ])
    func `what the help says is understood`(_ arguments: [String]) throws {
        _ = try Lanyard.parseAsRoot(arguments)
    }

    @Test(arguments: [
        ["lint", "--endpoint", "aws", "--data", "d"], ["lint", "--minimum", "huge"], ["lint", "--endpoint"],
        ["simulate"], ["simulate", "--pod", "a/b", "--service-account", "a/b"],
        ["simulate", "--user", "arn:aws:iam::111122223333:user/ana", "--role", role],
        ["explain"], ["explain", "id", "--token", "t"], ["explain", "--role", role], ["explain", "id", "id"],
        ["policy", "check"], ["policy", "check", "-", "--kind", "odd"], ["policy", "check", "-", "--endpoint", "aws"],
        ["policy", "check", "--endpoint", "aws", "--kind", "trust"], ["policy", "check", "--kubeconfig", "k"],
        ["policy", "evaluate", "--kubeconfig", "k"], ["policy", "evaluate", "--endpoint", "aws", "--data", "d"],
        ["create", "token", "sa", "--duration", "1x"],
        ["nothing"], ["lint", "--odd"],
    ])
    func `anything else is refused with exit code 64`(_ arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Lanyard.parseAsRoot(arguments) }
        if let error { #expect(Lanyard.exitCode(for: error).rawValue == 64) }
    }

    @Test(arguments: [("0", 0), ("90", 90), ("1h", 3600), ("1h30m", 5400), ("2m5s", 125)])
    func `a length of time is seconds or numbers with units`(_ text: String, _ seconds: Int) {
        #expect(Lifetime(text)?.seconds == seconds)
    }

    @Test(arguments: ["", "h", "-1", "1d", "1h3", "9999999h"])
    func `anything else is none`(_ text: String) { #expect(Lifetime(text) == nil) }

    @Test(arguments: [
        ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("$(x)`y`", "'$(x)`y`'"),
    ])
    func `what is printed for a shell is one word of it`(_ text: String, _ quoted: String) {
        #expect(PrintEnvironment.quoted(text) == quoted)
    }

    private static let keys = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1"]

    @Test func `keys are those of the environment`() throws {
        let keys = try EnvironmentKeys(Self.keys.merging(["AWS_SESSION_TOKEN": ""]) { $1 })
        #expect(keys.accessKeyID == "AKIA")
        #expect(keys.sessionToken == nil)
        #expect(keys.region.description == "eu-west-1")
        let other = Self.keys.filter { $0.key != "AWS_REGION" }.merging(["AWS_DEFAULT_REGION": "us-east-1"]) { $1 }
        #expect(try EnvironmentKeys(other).region.description == "us-east-1")
        #expect(try EnvironmentKeys.authorities([:]) == nil)
    }

    @Test(arguments: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"])
    func `without one of them the command says which`(_ name: String) {
        let failure = #expect(throws: CommandFailure.self) { try EnvironmentKeys(Self.keys.filter { $0.key != name }) }
        #expect(failure?.description.contains(name) == true)
        #expect(throws: CommandFailure.self) { try EnvironmentKeys.authorities(["AWS_CA_BUNDLE": "/nonexistent"]) }
    }
}
