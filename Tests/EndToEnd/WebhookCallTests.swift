import Foundation
import Testing

/// A webhook of its own process, called over https.
@Suite(
    .enabled(
        if: (try? Command.run(["openssl", "version"]))?.status == 0 && !Kubectl.installed.isEmpty,
        "skipped: there is no openssl or no kubectl here"
    )
)
struct WebhookCallTests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
    }

    @Test func `an identity that cannot be told is an Event about the service account and about the pod`() throws {
        let kubectl = try #require(Kubectl.installed.last)
        func run(_ arguments: String...) throws -> Command {
            try kubectl.run(arguments, server, namespace: "default")
        }
        #expect(try run("create", "serviceaccount", "odd").status == 0)
        #expect(try run("annotate", "serviceaccount", "odd", "eks.amazonaws.com/role-arn=no-arn").status == 0)
        let overrides = #"{"spec":{"serviceAccountName":"odd"}}"#
        let made = try run("run", "p", "--image=busybox", "--overrides", overrides)
        #expect(made.errors.contains("which is no role ARN"), "\(made.errors)")
        let described = try run("describe", "pod", "p")
        #expect(described.output.contains("AdmissionWarning") && described.output.contains("which is no role ARN"))
        // Written after the review was answered: waited for by a watch, not by time.
        let watched = try Command.run(
            [
                "sh", "-c",
                "timeout 30 \"$0\" --kubeconfig \"$1\" get events --watch -o name --field-selector "
                    + "reason=RoleInvalid | head -1", kubectl.path, server.data + "/kubeconfig",
            ],
            environment: ["HOME": server.data]
        )
        #expect(watched.output.hasPrefix("event/odd."), "\(watched.output)\(watched.errors)")
    }

    @Test func `a webhook is called over https under its caBundle, and its patch and warning arrive`() throws {
        let kubectl = try #require(Kubectl.installed.last)
        let script = Program.file("Tests/EndToEnd/Scripts/webhook.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script, directory.path]
        process.environment = ["PATH": Program.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { kill(process.processIdentifier, SIGKILL) }
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let words = said.split(whereSeparator: \.isWhitespace)
        try #require(words.count == 2)
        func configure(bundle: String, policy: String) throws {
            let configuration = """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: hook}
                webhooks:
                - name: hook.example.com
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  failurePolicy: \(policy)
                  timeoutSeconds: 2
                  clientConfig: {url: "https://127.0.0.1:\(words[0])/mutate", caBundle: \(bundle)}
                  rules:
                  - {operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}
                """
            let applied = try kubectl.run(["apply", "-f", "-"], server, namespace: "default", input: configuration)
            #expect(applied.status == 0, "\(applied.errors)")
        }
        func run(_ name: String) throws -> Command {
            try kubectl.run(["run", name, "--image", "busybox"], server, namespace: "default")
        }
        let good = String(words[1])
        try configure(bundle: good, policy: "Fail")
        let created = try run("patched")
        #expect(created.status == 0, "\(created.errors)")
        #expect(created.errors.contains("Warning: seen by the webhook"))
        let shown = try kubectl.run(
            ["get", "pod", "patched", "-o", "jsonpath={.metadata.annotations.hook}"],
            server,
            namespace: "default"
        )
        #expect(shown.output == "yes")
        let validating = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: judge}
            webhooks:
            - name: judge.example.com
              sideEffects: None
              admissionReviewVersions: [v1]
              clientConfig: {url: "https://127.0.0.1:\(words[0])/validate", caBundle: \(good)}
              rules:
              - {operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [pods]}
            """
        let judge = try kubectl.run(["apply", "-f", "-"], server, namespace: "default", input: validating)
        #expect(judge.status == 0, "\(judge.errors)")
        let denied = try run("refused")
        #expect(denied.status != 0)
        let says = #"admission webhook "judge.example.com" denied the request: refused with {'hook': 'yes'}"#
        #expect(denied.errors.contains(says), "\(denied.errors)")
        let listed = try kubectl.run(["get", "validatingwebhookconfigurations"], server, namespace: "default")
        #expect(listed.output.contains(/judge\x20+1\x20/), "\(listed.output)")
        #expect(try kubectl.run(["delete", "-f", "-"], server, namespace: "default", input: validating).status == 0)
        // The certificate of another authority: the cluster's own.
        let other = Data(try Data(contentsOf: URL(filePath: server.data + "/ca.pem"))).base64EncodedString()
        try configure(bundle: other, policy: "Fail")
        let refused = try run("untrusted")
        #expect(refused.status != 0)
        #expect(refused.errors.contains("the certificate is not valid"), "\(refused.errors)")
        try configure(bundle: other, policy: "Ignore")
        let ignored = try run("ignored")
        #expect(ignored.status == 0)
        #expect(ignored.errors.contains(#"Warning: failed calling webhook "hook.example.com""#), "\(ignored.errors)")
        try configure(bundle: good, policy: "Fail")
        let slow = try run("slow")
        #expect(slow.errors.contains("no answer within 2 seconds"), "\(slow.errors)")
    }
}
