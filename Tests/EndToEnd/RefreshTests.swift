import Foundation
import Testing

/// Unchanged clients of AWS that get and refresh credentials, in both ways that pods have.
@Suite(.serialized, .enabled(if: Program.hasBoto3, "skipped: there is no boto3 here"))
struct RefreshTests {
    /// How a pod gets credentials, and how long those last that it does not ask a length for.
    enum Way: String, CaseIterable, Sendable {
        case irsa
        case podIdentity = "pod-identity"

        var life: TimeInterval { self == .irsa ? 3600 : 6 * 3600 }
    }

    private static func has(_ module: String) -> Bool {
        (try? Command.run(["python3", "-c", "import \(module)"]))?.status == 0
    }

    private func refreshes(_ client: String, _ way: Way) throws {
        let directory = try TemporaryDirectory()
        // Its time stands so that what it gives out expires in four minutes.
        let time = Date(timeIntervalSinceNow: 240 - way.life).formatted(.iso8601)
        let server = try Server(data: directory.path + "/data", flags: ["--seed", "7", "--clock", time])
        let agent = way == .podIdentity ? try NodeAgent(environment: server.environment) : nil
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/credentials_refresh.py"), client, way.rawValue],
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "AGENT": agent?.credentials ?? "",
                "POD_HOME": directory.path,
            ]) { $1 }
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)\n\(agent?.log ?? "")")
    }

    @Test(arguments: Way.allCases)
    func `boto3`(_ way: Way) throws { try refreshes("boto3", way) }

    @Test(.enabled(if: Program.hasAWS, "skipped: there is no aws CLI here"), arguments: Way.allCases)
    func `the aws CLI`(_ way: Way) throws { try refreshes("aws", way) }

    @Test(.enabled(if: has("aiobotocore"), "skipped: there is no aiobotocore here"), arguments: Way.allCases)
    func `aiobotocore`(_ way: Way) throws { try refreshes("aiobotocore", way) }

    @Test(.enabled(if: has("s3fs"), "skipped: there is no s3fs here"), arguments: Way.allCases)
    func `s3fs`(_ way: Way) throws { try refreshes("s3fs", way) }

    /// For web identity it knows STS by its name on AWS only: see below.
    @Test(.enabled(if: has("awscrt"), "skipped: there is no awscrt here"))
    func `awscrt`() throws { try refreshes("awscrt", .podIdentity) }

    /// All clients at once, since each run waits for the end of what was given out.
    @Test(arguments: Way.allCases)
    func `credentials that have really expired are refused, and clients go on with others`(_ way: Way) throws {
        var clients = ["boto3"]
        if Program.hasAWS { clients.append("aws") }
        if Self.has("aiobotocore") { clients.append("aiobotocore") }
        if Self.has("awscrt"), way == .podIdentity { clients.append("awscrt-cached") }
        let directory = try TemporaryDirectory()
        let time = Date(timeIntervalSinceNow: -way.life - 60).formatted(.iso8601)
        let server = try Server(data: directory.path + "/data", flags: ["--seed", "7", "--clock", time])
        let agent = way == .podIdentity ? try NodeAgent(environment: server.environment) : nil
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/credentials_expiry.py"), way.rawValue] + clients,
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "AGENT": agent?.credentials ?? "",
                "POD_HOME": directory.path,
            ]) { $1 },
            // It waits for a minute by itself.
            limit: 300
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)\n\(agent?.log ?? "")")
    }

    private static let canRename =
        geteuid() == 0 && (try? Command.run(["bwrap", "--dev-bind", "/", "/", "true"]))?.status == 0

    /// Clients that ask STS by its names on AWS, whatever the environment says of endpoints.
    @Test(
        .enabled(if: canRename, "skipped: there is no bwrap, or no right to listen on port 443"),
        arguments: ["awscrt", "rclone", "restic", "s3cmd"]
    )
    func `clients that know AWS's names only`(_ client: String) throws {
        let isThere = client == "awscrt" ? Self.has(client) : (try? Command.run(["which", client]))?.status == 0
        guard isThere else { return print("\(client): skipped, it is not installed; scripts/setup tries to") }
        let directory = try TemporaryDirectory()
        let server = try Server(data: directory.path + "/data")
        let result = try Command.run(
            ["python3", Program.file("Tests/EndToEnd/Scripts/fixed_names.py"), client],
            environment: server.environment.merging([
                "LANYARD_PROGRAM": Program.lanyard, "LANYARD_DATA": server.data, "POD_HOME": directory.path,
            ]) { $1 }
        )
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }
}
