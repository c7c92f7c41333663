import Foundation
import Testing

struct StartTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var data: String { directory.path + "/data" }

    private func refusalOfStart(_ flags: [String] = []) -> Server.DidNotStart? {
        do {
            _ = try Server(data: data, flags: flags)
            return nil
        } catch {
            return error as? Server.DidNotStart
        }
    }

    @Test func `SIGTERM ends it with exit code 0, and everything it keeps is its owner's alone`() throws {
        let server = try Server(data: data)
        #expect(server.end(with: SIGTERM) == 0)
        #expect(try mode(data) == 0o700)
        let logs = try FileManager.default.contentsOfDirectory(atPath: data).filter { $0.hasSuffix("-wal") }
        #expect(logs == [], "a database was not closed")
        for file in try FileManager.default.subpathsOfDirectory(atPath: data) where file != "ca.pem" {
            var isDirectory: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: "\(data)/\(file)", isDirectory: &isDirectory)
            #expect(try mode("\(data)/\(file)") == (isDirectory.boolValue ? 0o700 : 0o600), "\(file)")
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    /// Starts in the background and is its client at once, twice: the second time after a kill that left all as it was.
    @Test func `env waits for one that is starting, whatever an earlier one has left`() throws {
        let script = """
            set -e
            trap 'kill -KILL $! 2>/dev/null || true' EXIT
            for signal in KILL TERM; do
                "$LANYARD" up --no-node --data "$DATA" --aws-port 0 --issuer-port 0 --kubernetes-port 0 \\
                    >> "$DATA.log" 2>&1 &
                eval "$("$LANYARD" env --data "$DATA" --wait 60)"
                "$LANYARD" keys list --data "$DATA" > "$DATA.keys"
                echo "$AWS_ENDPOINT_URL" | sed 's/[0-9]*$//'
                kill -$signal $!
                wait $! || true
            done
            """
        let result = try Command.run(
            ["bash", "-c", script],
            environment: ["LANYARD": Program.lanyard, "DATA": data]
        )
        #expect(result.output == "http://127.0.0.1:\nhttp://127.0.0.1:\n", "\(result.errors)")
        #expect(result.status == 0, "\(result.errors)")
        // It ended by SIGTERM: nothing says that it is there, and a shell does not go on with other credentials.
        let later = try Command.run(
            ["bash", "-c", "eval \"$('\(Program.lanyard)' env --data '\(data)')\" && echo went on"]
        )
        #expect(later.status == 1)
        #expect(later.output == "")
        #expect(later.errors.contains("no control plane runs on \(data): start one with `lanyard up"))
        let program = try Command.run([Program.lanyard, "env", "--data", data, "--shell", "json", "--wait", "1"])
        #expect(program.status == 1)
        #expect(program.output == "")
    }

    @Test func `a second start on one data directory says who holds it`() throws {
        let server = try Server(data: data)
        let refusal = try #require(refusalOfStart())
        #expect(refusal.status == 1)
        #expect(refusal.said.contains("\(data) is in use by process "))
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["--aws-port", "--issuer-port", "--kubernetes-port"])
    func `a taken port is named together with its flag, and another one is taken at the next try`(_ flag: String) throws
    {
        let server = try Server(data: data)
        let port = try #require(server.environment["AWS_ENDPOINT_URL"]?.split(separator: ":").last)
        let other = directory.path + "/other"
        let ports = ["--aws-port", "--issuer-port", "--kubernetes-port"].flatMap {
            [$0, $0 == flag ? String(port) : "0"]
        }
        let result = try Command.run([Program.lanyard, "up", "--data", other] + ports)
        #expect(result.status == 1)
        #expect(
            result.errors == "Error: port \(port) is taken: free it, or choose another with \(flag) (0 picks one)\n"
        )
        #expect(try Server(data: other).end(with: SIGTERM) == 0)
    }

    @Test func `an issuer's port cannot be chosen anew, and the refusal does not propose it`() throws {
        let server = try Server(data: data)
        let described = try server.aws("eks", "describe-cluster", "--name", "myeks", "--output", "json").output
        let port = try #require(described.firstMatch(of: /"issuer": "https:\/\/localhost:(\d+)\//)?.1)
        #expect(server.end(with: SIGTERM) == 0)
        let thief = try Server(data: directory.path + "/thief", flags: ["--aws-port", String(port)])
        let refusal = try #require(refusalOfStart())
        #expect(
            refusal.said.hasSuffix(
                "Error: port \(port), which this installation's issuer has in its URL, is taken: free it, "
                    + "or start on another directory with --data\n"
            )
        )
        withExtendedLifetime(thief) {}
    }

    @Test func `a database of a newer version is refused, and not touched`() throws {
        try Server(data: data).end(with: SIGTERM)
        let version = try Command.run([
            "python3", "-c", "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 99')",
            data + "/state.sqlite",
        ])
        #expect(version.status == 0)
        let refusal = try #require(refusalOfStart())
        #expect(refusal.status == 1)
        #expect(refusal.said.contains("\(data) was written by a newer Lanyard (schema 99, this one knows "))
    }

    @Test(arguments: ["state.sqlite", "audit.sqlite"])
    func `a corrupt database is refused and named`(_ file: String) throws {
        try Server(data: data).end(with: SIGTERM)
        try Data(repeating: 0x58, count: 8192).write(to: URL(filePath: "\(data)/\(file)"))
        let refusal = try #require(refusalOfStart())
        #expect(refusal.status == 1)
        #expect(refusal.said.contains("\(data)/\(file)"))
        #expect(refusal.said.contains("restore"))
    }

    @Test func `what the first start decided cannot be asked for otherwise`() throws {
        try Server(data: data, flags: ["--account", "999988887777", "--region", "eu-west-1"]).end(with: SIGTERM)
        let refusal = try #require(refusalOfStart(["--account", "111122223333"]))
        #expect(refusal.said.contains("--account 111122223333 differs from the 999988887777"))
        let again = try Server(data: data)
        #expect(again.environment["AWS_REGION"] == "eu-west-1")
    }

    @Test func `a data directory that others may read is refused`() throws {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: data)
        let refusal = try #require(refusalOfStart())
        #expect(refusal.said.contains("others may read it"))
    }

    @Test func `a seed makes ids, keys and time reproducible, and says that it is not for production`() throws {
        let flags = ["--seed", "7", "--clock", "2030-01-02T03:04:05Z"]
        let first = try Server(data: data, flags: flags)
        let second = try Server(data: directory.path + "/second", flags: flags)
        #expect(first.banner.contains("NOT FOR PRODUCTION: every id and key follows from the seed 7"))
        #expect(first.banner.contains("/not-for-production/seed-7/id/"))
        #expect(first.environment["AWS_ACCESS_KEY_ID"] == second.environment["AWS_ACCESS_KEY_ID"])
        #expect(first.environment["AWS_SECRET_ACCESS_KEY"] == second.environment["AWS_SECRET_ACCESS_KEY"])
        let keys = try first.lanyard("keys", "list").output
        #expect(keys.contains("2030-01-02T03:04:05Z"))
        #expect(try second.lanyard("keys", "list").output == keys)
    }
}
