import Foundation
import Testing

struct DurabilityTests {
    @Test(.enabled(if: Program.hasBoto3, "skipped: there is no boto3 here"), arguments: [0.3, 0.7, 1.1])
    func `kill -9 at any moment loses no acknowledged write`(_ seconds: Double) throws {
        let directory = try TemporaryDirectory()
        let server = try Server(data: directory.path + "/data")
        // The script creates roles and objects without end, notes each that was acknowledged, and kills the server itself.
        let pid = try Command.run([
            "python3", "-c", "import json, sys; print(json.load(open(sys.argv[1]))['process'])",
            server.data + "/running.json",
        ]).output
        let noted = try server.python(
            "write_until_killed.py",
            pid.trimmingCharacters(in: .whitespacesAndNewlines),
            String(seconds)
        )
        #expect(noted.status == 0, "\(noted.errors)")
        server.end(with: SIGKILL)
        let acknowledged = noted.output.split(separator: "\n").map(String.init)
        #expect(acknowledged.count > 4)
        let again = try Server(data: server.data)
        let roles = try again.aws("iam", "list-roles", "--query", "Roles[].RoleName", "--output", "text").output
        let objects = try again.aws("s3", "ls", "s3://durable").output
        for name in acknowledged {
            #expect(name.hasPrefix("role-") ? roles.contains(name) : objects.contains(name), "\(name) is lost")
        }
    }
}
