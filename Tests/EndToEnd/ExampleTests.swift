import Foundation
import Testing

/// The manifests of `Examples/webhook`, which must not go stale.
struct ExampleTests {
    private static let files = ["rbac.yaml", "deployment.yaml", "registration.yaml"]

    private static func text(_ file: String) throws -> String {
        try String(contentsOfFile: Program.file("Examples/webhook/\(file)"), encoding: .utf8)
    }

    @Test func `the webhook takes the flags of its deployment, also those that are commented out`() throws {
        let lines = try Self.text("deployment.yaml").split(separator: "\n")
        var flags: [String] = []
        for line in lines {
            guard let flag = line.firstMatch(of: /^ +(?:# )?- (--[a-z-]+=.+)$/) else { continue }
            flags.append(String(flag.1))
        }
        #expect(flags.count >= 7, "\(flags)")
        let started = try Command.run([Program.lanyard, "webhook", "--kubeconfig", "/nowhere"] + flags)
        #expect(started.status == 1, "\(started.errors)")
        #expect(started.errors.contains("/nowhere: the file cannot be read"), "\(started.errors)")
        let unknown = try Command.run([Program.lanyard, "webhook", "--no-such-flag=1"])
        #expect(unknown.status == 64)
    }

    @Test func `names agree among the manifests and with the webhook's defaults`() throws {
        let all = try Self.files.map(Self.text).joined()
        // Service, Secret, ConfigMap, registration and service account have one name.
        #expect(Set(all.matches(of: /(?m)^ *name: (pod-identity[a-z.-]*)$/).map { String($0.1) }).count == 1)
        #expect(Set(all.matches(of: /resourceNames: \[(.+)\]/).map { String($0.1) }) == ["pod-identity-webhook"])
        #expect(Set(all.matches(of: /(?m)^ *namespace: (.+)$/).map { String($0.1) }) == ["eks"])
        let shown = try Command.run([Program.lanyard, "webhook", "--help"]).output
        let help = shown.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for flag in ["--service-name", "--tls-secret", "--webhook-configuration"] {
            let described = try #require(help.range(of: flag))
            #expect(help[described.lowerBound...].prefix(400).contains("(default: pod-identity-webhook)"), "\(flag)")
        }
    }
}

/// The same manifests in the embedded cluster.
@Suite(.enabled(if: !Kubectl.installed.isEmpty, "skipped: there is no kubectl here"))
struct AppliedExampleTests {
    let directory: TemporaryDirectory
    let kubectl: Kubectl

    init() throws {
        directory = try TemporaryDirectory()
        kubectl = try #require(Kubectl.installed.last)
    }

    @discardableResult
    private func run(_ arguments: String..., on server: Server, succeeds: Bool = true) throws -> Command {
        let result = try kubectl.run(arguments, server, namespace: "eks")
        #expect((result.status == 0) == succeeds, "\(arguments.joined(separator: " ")): \(result.errors)")
        return result
    }

    private func apply(on server: Server) throws {
        func file(_ name: String) -> String { Program.file("Examples/webhook/\(name)") }
        let rights = try run("apply", "-f", file("rbac.yaml"), on: server).output
        #expect(rights.split(separator: "\n").count { $0.hasSuffix(" created") } == 6, "\(rights)")
        // There is no service network here, and a Service that does nothing would be worse than none.
        let deployed = try run("apply", "-f", file("deployment.yaml"), on: server, succeeds: false)
        #expect(deployed.output == "deployment.apps/pod-identity-webhook created\n")
        #expect(deployed.errors.contains(#"no matches for kind "Service" in version "v1""#), "\(deployed.errors)")
        let registered = try run("apply", "-f", file("registration.yaml"), on: server).output
        #expect(
            registered
                == "mutatingwebhookconfiguration.admissionregistration.k8s.io/pod-identity-webhook created\n"
        )
    }

    @Test func `every object is accepted but the Service, which is refused by name`() throws {
        let server = try Server(data: directory.path + "/data", flags: ["--no-webhook"])
        try apply(on: server)
    }

    @Test(.enabled(if: canRunPods, "skipped: bwrap is missing, or not allowed"))
    func `the webhook runs from its manifest, is probed over https, and makes its registration trust it`() throws {
        let data = directory.path + "/data"
        let server = try Server(data: data, flags: ["--no-webhook"], runsPods: true)
        let images = #"{"lanyard:latest": {"entrypoint": ["\#(Program.lanyard)"]}}"#
        try Data(images.utf8).write(to: URL(filePath: data + "/images.json"))
        try apply(on: server)
        // All pods share one network: two of them cannot listen on the same port.
        try run("scale", "deployment/pod-identity-webhook", "--replicas=1", on: server)
        let status = try kubectl.run(
            ["rollout", "status", "deployment/pod-identity-webhook", "--timeout=90s"],
            server,
            namespace: "eks"
        )
        let logs = try kubectl.run(["logs", "-l", "app=pod-identity-webhook"], server, namespace: "eks")
        #expect(status.status == 0, "\(status.errors)\(logs.output)")
        let path = "jsonpath={.webhooks[0].clientConfig.caBundle}"
        let bundle = try run("get", "mutatingwebhookconfigurations", "pod-identity-webhook", "-o", path, on: server)
        #expect(!bundle.output.isEmpty)
    }
}
