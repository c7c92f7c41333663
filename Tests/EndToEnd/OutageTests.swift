import Foundation
import Testing

@Suite(.serialized, .enabled(if: Program.hasBoto3, "skipped: there is no boto3 here"))
struct OutageTests {
    @Test(arguments: ["killed", "stopped"])
    func `pods with credentials do not notice that the control plane is gone`(_ way: String) throws {
        let directory = try TemporaryDirectory()
        let server = try Server(data: directory.path + "/data")
        // Every credential is renewed every two seconds, so that outages are noticed at once.
        let agent = try NodeAgent(
            environment: server.environment,
            flags: [
                "--max-credential-retention-before-renewal", "2s", "--max-cache-size", "40", "--max-service-qps", "20",
                "--max-request-qps", "0",
            ]
        )
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/outage.py"), way],
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "AGENT": agent.credentials,
                "PROBE": agent.probe,
            ]) { $1 }
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)\n\(agent.log.suffix(4000))")
        #expect(agent.end(with: SIGTERM) == 0)
    }
}
