import Foundation
import Testing

/// What users do by hand, with every `kubectl` that is installed.
@Suite(.enabled(if: !Kubectl.installed.isEmpty, "skipped: there is no kubectl here"))
struct KubectlTests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
    }

    private static let manifest = """
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: my-sa
          annotations:
            eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/my-role
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: my-pod
          labels: {app: web}
        spec:
          serviceAccountName: my-sa
          nodeSelector: {no: node}
          containers:
          - {name: app, image: "busybox:1"}
          - {name: side, image: "busybox:1"}
        """

    private static let workloads = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - {name: a, image: "busybox:1", command: [sh, -c, "echo hello; sleep 1000"]}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - {name: a, image: "busybox:1", command: [sh, -c, "sleep 1000"]}
        """

    @Test func `deployments, daemon sets, logs and exec work where there is a node, and say why where there is none`()
        throws
    {
        let newest = try #require(Kubectl.installed.max { $0.minor < $1.minor })
        func run(_ kubectl: Kubectl, _ arguments: String..., input: String? = nil) throws -> Command {
            try Command.run(
                [kubectl.path, "--kubeconfig", server.data + "/kubeconfig"] + arguments,
                environment: ["HOME": server.data, "KUBECTL_REMOTE_COMMAND_WEBSOCKETS": "true"],
                input: input,
                limit: 30
            )
        }
        #expect(try run(newest, "apply", "-f", "-", input: Self.workloads).status == 0)
        guard !(try run(newest, "get", "nodes", "-o", "name").output).isEmpty else {
            let events = try run(newest, "get", "events").output
            #expect(events.contains("FailedScheduling"))
            return
        }
        for kubectl in Kubectl.installed {
            for workload in ["deployment/web", "ds/agent"] {
                let rolled = try run(kubectl, "rollout", "status", workload)
                #expect(rolled.output.contains("successfully rolled out"), "\(kubectl.version): \(rolled.errors)")
            }
            #expect(try run(kubectl, "describe", "deployment", "web").output.contains("SuccessfulCreate"))
            #expect(try run(kubectl, "logs", "deployment/web").output == "hello\n")
            let pod = try run(kubectl, "get", "pods", "-l", "app=web", "-o", "name").output.prefix { $0 != "\n" }
            let script = "cat; echo err >&2; exit 3"
            let result = try run(kubectl, "exec", "-i", String(pod), "--", "sh", "-c", script, input: "in\n")
            if kubectl.minor >= 29 {
                #expect(result.status == 3, "\(kubectl.version)")
                #expect(result.output == "in\n")
                #expect(result.errors.contains("err\n"))
            } else {
                #expect(result.errors.contains("exec works over WebSocket only"), "\(result.errors)")
            }
        }
        #expect(try run(newest, "scale", "deployment", "web", "--replicas", "3").status == 0)
        #expect(try run(newest, "rollout", "restart", "deployment", "web").status == 0)
        #expect(try run(newest, "rollout", "status", "deployment", "web").output.contains("successfully rolled out"))
        #expect(try run(newest, "get", "deployment", "web").output.contains("3/3"))
        for workload in ["deployment/web", "daemonset/agent"] {
            for verb in ["history", "undo"] {
                let refused = try run(newest, "rollout", verb, workload)
                #expect(refused.status != 0)
                #expect(refused.errors.contains("keep no revisions here"), "\(verb) \(workload): \(refused.errors)")
                #expect(refused.errors.contains("a test bed for pod identity"))
            }
        }
        #expect(try run(newest, "delete", "deployment/web", "ds/agent").status == 0)
        #expect(try run(newest, "wait", "--for=delete", "pods", "--all", "--timeout=20s").status == 0)
    }

    @Test(arguments: Kubectl.installed)
    func `kubectl works`(_ kubectl: Kubectl) throws {
        let namespace = "v\(kubectl.minor)"
        @discardableResult
        func run(_ arguments: String..., input: String? = nil, succeeds: Bool = true) throws -> String {
            let result = try kubectl.run(arguments, server, namespace: namespace, input: input)
            #expect((result.status == 0) == succeeds, "\(arguments.joined(separator: " ")): \(result.errors)")
            return result.output + result.errors
        }
        try run("create", "namespace", namespace)
        #expect(try run("apply", "-f", "-", input: Self.manifest).contains("pod/my-pod created"))
        #expect(try run("apply", "-f", "-", input: Self.manifest).contains("pod/my-pod unchanged"))
        let annotated = Self.manifest.replacing("labels: {app: web}", with: "labels: {app: web, tier: front}")
        #expect(try run("apply", "-f", "-", input: annotated).contains("pod/my-pod configured"))
        let yaml = try run("get", "pod", "my-pod", "-o", "yaml")
        #expect(yaml.contains("kube-api-access-"))
        #expect(yaml.contains("tier: front"))
        #expect(try run("get", "pods").contains(/my-pod\x20+0\/2\x20+Pending\x20+0\x20/))
        #expect(try run("get", "pods", "-o", "wide").contains("NODE"))
        #expect(try run("get", "sa,cm", "-A", "-l", "!none").contains("kube-root-ca.crt"))
        #expect(try run("get", "pod", "my-pod", "-o", "jsonpath={.spec.serviceAccountName}") == "my-sa")
        #expect(try run("describe", "pod", "my-pod").contains("FailedScheduling"))
        try run("label", "pod", "my-pod", "a=b")
        try run("annotate", "sa", "my-sa", "c=d")
        #expect(try run("get", "pods", "-l", "a=b", "-o", "name") == "pod/my-pod\n")
        #expect(try run("create", "token", "my-sa", "--audience", "sts.amazonaws.com").split(separator: ".").count == 3)
        try run("create", "secret", "generic", "s", "--from-literal", "k=v")
        try run("create", "deployment", "made", "--image", "busybox", "--replicas", "2", "--port", "80", "--", "sleep")
        let containers = "{.spec.replicas} {.spec.template.spec.containers}"
        let made = try run("get", "deployment", "made", "-o", "jsonpath=\(containers)")
        #expect(made.hasPrefix("2 ["))
        for part in [#""command":["sleep"]"#, #""containerPort":80"#, #""image":"busybox""#] {
            #expect(made.contains(part), "\(made)")
        }
        #expect(try run("get", "secret", "s", "-o", "jsonpath={.data.k}") == "dg==")
        #expect(try run("auth", "can-i", "delete", "pods") == "yes\n")
        let account = "system:serviceaccount:\(namespace):my-sa"
        #expect(try run("get", "pods", "--as", account, succeeds: false).contains("impersonation"))
        // 1.27 asks for a beta version of the review.
        #expect(try run("auth", "whoami").contains("system:masters"))
        #expect(try run("get", "ingresses", succeeds: false).contains("the server doesn't have a resource type"))
        #expect(
            try run("apply", "--server-side", "-f", "-", input: Self.manifest, succeeds: false).contains(
                "without --server-side"
            )
        )
        #expect(try run("delete", "-f", "-", input: Self.manifest).contains(#"pod "my-pod" deleted"#))
        #expect(try run("get", "pod", "my-pod", succeeds: false).contains(#"pods "my-pod" not found"#))
    }
}

struct ClusterDurabilityTests {
    @Test func `kill -9 in the middle of a thousand writes loses no acknowledged object`() throws {
        let directory = try TemporaryDirectory()
        let server = try Server(data: directory.path + "/data")
        let script = Program.file("Tests/EndToEnd/Scripts/cluster_writes.py")
        let noted = try Command.run(["python3", script, "write", server.data, "1000", "500"])
        #expect(noted.status == 0, "\(noted.errors)")
        server.end(with: SIGKILL)
        #expect(noted.output.split(separator: "\n").count >= 500)
        let again = try Server(data: server.data)
        let checked = try Command.run(["python3", script, "check", again.data], input: noted.output)
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    }
}
