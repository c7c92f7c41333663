import Foundation
import Testing

/// The manifest of `Examples/agent`, which must not go stale.
struct AgentExampleTests {
    private static let file = Program.file("Examples/agent/daemonset.yaml")

    @Test func `the agent takes the flags of its manifest, also those that are commented out`() throws {
        var flags: [String] = []
        for line in try String(contentsOfFile: Self.file, encoding: .utf8).split(separator: "\n") {
            guard let flag = line.firstMatch(of: /^ +(?:# )?- (--?[a-z-]+(?:=.+)?)$/) else { continue }
            flags.append(String(flag.1))
        }
        #expect(flags.count >= 10, "\(flags)")
        let accepted = try Command.run([Program.agent, "version"] + flags)
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(try Command.run([Program.agent, "version", "--no-such-flag"]).status == 1)
    }

    @Test func `ports and probes are those that the agent has without being told`() throws {
        let text = try String(contentsOfFile: Self.file, encoding: .utf8)
        let help = try Command.run([Program.agent, "--help"]).output
        for (flag, port) in [("--port", "80"), ("--probe-port", "2703"), ("--metrics-port", "2705")] {
            #expect(help.contains(try Regex("\(flag) .*\\(default \(port)\\)")), "\(flag)")
            #expect(text.contains("- \(flag)=\(port)\n") && text.contains("containerPort: \(port)\n"), "\(flag)")
        }
    }
}

/// The same manifest in the embedded cluster, where the node gets it.
@Suite(.enabled(if: !Kubectl.installed.isEmpty && canRunPods, "skipped: no kubectl, or pods cannot run here"))
struct AppliedAgentExampleTests {
    @Test func `the agent runs from its manifest, is ready, and answers pods`() throws {
        let directory = try TemporaryDirectory()
        let kubectl = try #require(Kubectl.installed.last)
        let data = directory.path + "/data"
        let server = try Server(data: data, runsPods: true)
        let images = #"{"lanyard-agent:latest": {"entrypoint": ["\#(Program.agent)"]}}"#
        try Data(images.utf8).write(to: URL(filePath: data + "/images.json"))
        func run(_ arguments: String...) throws -> Command {
            try kubectl.run(arguments, server, namespace: "kube-system")
        }
        let applied = try run("apply", "-f", Program.file("Examples/agent/daemonset.yaml"))
        #expect(applied.output == "daemonset.apps/lanyard-agent created\n", "\(applied.errors)")
        let rolled = try run("rollout", "status", "daemonset/lanyard-agent", "--timeout=90s")
        let logs = try run("logs", "-l", "app.kubernetes.io/name=lanyard-agent")
        #expect(rolled.status == 0, "\(rolled.errors)\(logs.output)")
        #expect(logs.output.contains("169.254.170.23:80"), "\(logs.output)")
        // The node sees the agent that pods will ask; a token that is none is refused in its words.
        let refused = try Command.run(
            [Program.lanyard, "node", "exec", "--data", data, "--", "curl", "-s", "-H", "Authorization: a.b"]
                + ["http://169.254.170.23/v1/credentials"]
        )
        #expect(
            refused.output.hasPrefix("Service account token cannot be parsed: token is malformed"),
            "\(refused.output)\(refused.errors)"
        )
    }
}
