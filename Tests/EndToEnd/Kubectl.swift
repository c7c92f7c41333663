import Foundation
import Testing

/// One installed `kubectl`.
struct Kubectl: Sendable, CustomTestStringConvertible {
    let path: String
    /// `1.31`, for example.
    let version: String

    var minor: Int { Int(version.dropFirst(2)) ?? 0 }
    var testDescription: String { "kubectl \(version)" }

    /// The `kubectl` of PATH and those beside it with a version in their name, one a version; LANYARD_KUBECTL names
    /// others, with colons between them.
    static let installed: [Kubectl] = {
        var paths = (ProcessInfo.processInfo.environment["LANYARD_KUBECTL"] ?? "").split(separator: ":").map(
            String.init
        )
        if paths.isEmpty {
            for directory in Program.path.split(separator: ":").map(String.init) {
                let own = URL(filePath: directory + "/kubectl").resolvingSymlinksInPath()
                guard FileManager.default.isExecutableFile(atPath: own.path) else { continue }
                paths.append(own.path)
                let home = own.deletingLastPathComponent().path
                let beside = (try? FileManager.default.contentsOfDirectory(atPath: home)) ?? []
                paths += beside.filter { $0.hasPrefix("kubectl.1.") }.sorted().map { home + "/" + $0 }
            }
        }
        var found: [Kubectl] = []
        for path in paths {
            let output = (try? Command.run([path, "version", "--client", "-o", "json"]))?.output ?? ""
            guard let version = output.firstMatch(of: /"gitVersion": "v(1\.[0-9]+)\./)?.1 else { continue }
            // A dispatcher runs another version than its own.
            guard !output.contains("-dispatcher"), !found.contains(where: { $0.version == version }) else { continue }
            found.append(Kubectl(path: path, version: String(version)))
        }
        return found
    }()

    /// Runs it against a server, in a namespace.
    func run(_ arguments: [String], _ server: Server, namespace: String, input: String? = nil) throws -> Command {
        try Command.run(
            [path, "--kubeconfig", server.data + "/kubeconfig", "-n", namespace] + arguments,
            environment: ["HOME": server.data],
            input: input
        )
    }
}
