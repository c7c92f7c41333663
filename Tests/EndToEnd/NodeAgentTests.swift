import Foundation
import Testing

@Suite(.enabled(if: Program.hasBoto3, "skipped: there is no boto3 here"))
struct NodeAgentTests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
    }

    @Test func `boto3 in a pod gets and uses its role's credentials through the agent`() throws {
        let agent = try NodeAgent(environment: server.environment)
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/node_agent.py")],
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "AGENT": agent.credentials,
                "PROBE": agent.probe, "METRICS": agent.metrics, "TOKEN_FILE": directory.path + "/token",
            ]) { $1 }
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)\n\(agent.log)")
        let token = try directory.text("token")
        #expect(!token.isEmpty)
        #expect(agent.end(with: SIGTERM) == 0)
        let secret = try #require(server.environment["AWS_SECRET_ACCESS_KEY"])
        for word in [token, secret] + token.split(separator: ".").map(String.init) {
            #expect(!agent.log.contains(word))
        }
        #expect(agent.log.contains("stored credentials"))
        #expect(agent.log.contains("shutting down"))
    }

    @Test func `SIGHUP has the node's credentials read anew, and the agent goes on`() throws {
        let agent = try NodeAgent(environment: server.environment)
        agent.send(SIGHUP)
        let deadline = ContinuousClock.now + .seconds(30)
        while !agent.log.contains("credentials are read anew"), ContinuousClock.now < deadline {}
        #expect(agent.log.contains("the node's credentials are read anew when next needed"))
        #expect(agent.end(with: SIGTERM) == 0)
    }

    @Test(.enabled(if: !Kubectl.installed.isEmpty, "skipped: there is no kubectl here"))
    func `what attacks STS is refused at EKS Auth and at the agent as well`() throws {
        let agent = try NodeAgent(environment: server.environment)
        let other = try Server(data: directory.path + "/other")
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/pod_identity_attacks.py")],
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "AGENT": agent.credentials,
                "OTHER_DATA": other.data, "KUBECTL": try #require(Kubectl.installed.last).path,
            ]) { $1 }
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)\n\(agent.log.suffix(4000))")
    }

    private func run(_ script: String, _ more: [String: String] = [:]) throws {
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/\(script).py")],
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "AGENT_PROGRAM": Program.agent,
            ]) { $1 }.merging(more) { $1 }
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }

    @Test func `EKS Auth takes what AWS's agent sends, byte by byte, and answers as its SDK reads`() throws {
        try run("go_agent")
    }

    @Test func `signals that come again while the agent drains change nothing`() throws {
        let token = try Command.run([
            Program.lanyard, "create", "token", "app", "--audience", "pods.eks.amazonaws.com", "--bound-pod", "app-1",
            "--data", server.data,
        ])
        try run("drain", ["TOKEN": token.output])
    }

    @Test(.enabled(if: !Kubectl.installed.isEmpty, "skipped: there is no kubectl here"))
    func `a node's agent gets nothing with the token of a pod on another node`() throws {
        try run("other_node", ["KUBECTL": try #require(Kubectl.installed.last).path])
    }
}
