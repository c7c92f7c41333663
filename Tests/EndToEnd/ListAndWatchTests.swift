import Foundation
import Testing

/// The Python client of Kubernetes, if it is installed; LANYARD_PYTHON names an interpreter that has it.
private let python: String? = {
    let candidates = [ProcessInfo.processInfo.environment["LANYARD_PYTHON"], "python3"].compactMap(\.self)
    return candidates.first { (try? Command.run([$0, "-c", "import kubernetes"]))?.status == 0 }
}()

@Suite(.enabled(if: python != nil, "skipped: there is no Python client of Kubernetes here"))
struct ListAndWatchTests {
    @Test func `a client that lists and watches loses nothing over a thousand updates, a restart and 410`() throws {
        let directory = try TemporaryDirectory()
        let data = directory.path + "/data"
        let first = try Server(data: data)
        let client = Process()
        client.executableURL = URL(filePath: "/usr/bin/env")
        let script = Program.file("Tests/EndToEnd/Scripts/list_and_watch.py")
        client.arguments = [try #require(python), script, data + "/kubeconfig", "default", "1000"]
        client.environment = ["PATH": Program.path]
        let output = Pipe()
        client.standardOutput = output
        client.standardError = FileHandle.nullDevice
        try client.run()
        defer { if client.isRunning { kill(client.processIdentifier, SIGKILL) } }
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).hasPrefix("ready"))
        let writes = Program.file("Tests/EndToEnd/Scripts/cluster_writes.py")
        func update(_ word: String) throws {
            let updated = try Command.run(["python3", writes, "update", data, "1000", word])
            #expect(updated.status == 0, "\(updated.errors)")
        }
        try update("first")
        #expect(first.end(with: SIGKILL) == -SIGKILL)
        // The versions that the client knows are from before the restart: 410, and it lists again.
        let second = try Server(data: data)
        try update("last")
        client.waitUntilExit()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(client.terminationStatus == 0, "\(said)")
        withExtendedLifetime(second) {}
    }
}
