import Foundation
import Testing

/// Whether this machine lets pods run.
private let canRunPods = (try? Command.run(["bwrap", "--ro-bind", "/", "/", "--unshare-pid", "true"]))?.status == 0

/// Pods that run, as users see them with `kubectl`.
@Suite(.enabled(if: canRunPods && !Kubectl.installed.isEmpty, "skipped: bwrap or kubectl is missing, or not allowed"))
struct NodeTests {
    let directory: TemporaryDirectory
    let server: Server
    let kubectl: Kubectl

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data", runsPods: true)
        kubectl = try #require(Kubectl.installed.last)
    }

    @discardableResult
    private func run(_ arguments: String..., input: String? = nil, on server: Server? = nil) throws -> String {
        let result = try kubectl.run(arguments, server ?? self.server, namespace: "default", input: input)
        #expect(result.status == 0, "\(arguments.joined(separator: " ")): \(result.errors)")
        return result.output
    }

    private func awaitPhase(_ pod: String, _ phase: String, on server: Server? = nil) throws {
        try run("wait", "pod/\(pod)", "--for=jsonpath={.status.phase}=\(phase)", "--timeout=60s", on: server)
    }

    @Test func `a pod has its volumes and variables, its log and its end`() throws {
        let manifest = """
            {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"user": "bob"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: full, labels: {app: web}}
            spec:
              restartPolicy: Never
              initContainers:
              - name: first
                image: busybox
                command: [sh, -c, 'echo from first > /data/note']
                volumeMounts: [{name: data, mountPath: /data}]
              containers:
              - name: main
                image: busybox
                workingDir: /data/work
                env:
                - {name: WHO, valueFrom: {secretKeyRef: {name: keys, key: user}}}
                - {name: GREETING, value: "hello $(WHO)"}
                command: [sh, -c]
                args:
                - |
                  pwd; echo "$GREETING"; cat /data/note /etc/info/labels; echo
                  cut -d. -f2 /var/run/secrets/tokens/token | tr _- /+ | base64 -d 2>/dev/null; echo
                  readlink /var/run/secrets/tokens/..data | cut -c1-4
                  stat -L -c %a /var/run/secrets/tokens/token
                  echo bad luck > /dev/termination-log
                  exit 3
                volumeMounts:
                - {name: data, mountPath: /data}
                - {name: tokens, mountPath: /var/run/secrets/tokens}
                - {name: info, mountPath: /etc/info}
              volumes:
              - {name: data, emptyDir: {}}
              - name: info
                downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
              - name: tokens
                projected:
                  sources: [{serviceAccountToken: {audience: sts.amazonaws.com, path: token, expirationSeconds: 3600}}]
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("full", "Failed")
        let lines = try run("logs", "full", "-c", "main").split(separator: "\n").map(String.init)
        #expect(lines.prefix(4) == ["/data/work", "hello bob", "from first", "app=\"web\""])
        let claims = lines.first { $0.hasPrefix("{") } ?? ""
        #expect(claims.contains(#""aud":["sts.amazonaws.com"]"#))
        #expect(claims.contains("system:serviceaccount:default:default"))
        #expect(lines.suffix(2) == ["..20", "644"])
        let ended = try run("get", "pod", "full", "-o", "jsonpath={.status.containerStatuses[0].state.terminated}")
        #expect(ended.contains(#""exitCode":3"#))
        #expect(ended.contains("bad luck"))
    }

    @Test func `images that nobody knows wait and say what to do, and start once they are known`() throws {
        try run("run", "app", "--image=example.com/app:1")
        try run(
            "wait",
            "pod/app",
            "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=ErrImagePull",
            "--timeout=60s"
        )
        let message = "jsonpath={.status.containerStatuses[0].state.waiting.message}"
        #expect(try run("get", "pod", "app", "-o", message).contains("images.json, and it starts at the next try"))
        try Data(#"{"example.com/app": {"cmd": ["sleep", "1000"]}}"#.utf8)
            .write(to: URL(filePath: server.data + "/images.json"))
        try awaitPhase("app", "Running")
        try run("delete", "pod", "app", "--timeout=60s")
    }

    @Test func `probes make a pod ready, and a restart is counted`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: probed}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: web
                image: python
                command: [sh, -c, 'cd /tmp && touch alive && exec python3 -m http.server 8080']
                readinessProbe: {httpGet: {path: /alive, port: 8080}, periodSeconds: 1}
                livenessProbe: {exec: {command: [test, -e, /tmp/alive]}, periodSeconds: 1, failureThreshold: 1}
                startupProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 30}
              - name: doomed
                image: busybox
                command: [sh, -c, 'echo round; sleep 1; exit 1']
            """
        try run("apply", "-f", "-", input: manifest)
        try run("wait", "pod/probed", "--for=jsonpath={.status.containerStatuses[0].ready}=true", "--timeout=60s")
        try run("wait", "pod/probed", "--for=jsonpath={.status.containerStatuses[1].restartCount}=1", "--timeout=60s")
        try run(
            "wait",
            "pod/probed",
            "--for=jsonpath={.status.containerStatuses[1].state.waiting.reason}=CrashLoopBackOff",
            "--timeout=60s"
        )
        #expect(try run("logs", "probed", "-c", "doomed", "--previous") == "round\n")
        try run("delete", "pod", "probed", "--timeout=60s")
    }

    @Test func `a pod sees neither the keys nor other processes, and reaches what it should`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: curious}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: busybox
                command: [sh, -c]
                args:
                - |
                  ls -A "\(server.data)" /host"\(server.data)" 2>/dev/null
                  cat /etc/shadow; touch /usr/x 2>/dev/null && echo written
                  ls -d /proc/[0-9]* | wc -l
                  curl -s --cacert /var/run/secrets/kubernetes.io/serviceaccount/ca.crt \
                    https://kubernetes.default.svc/version | grep -c gitVersion
                  curl -s -o /dev/null -w '%{http_code}\\n' http://169.254.169.254/latest/meta-data/
                volumeMounts: [{name: host, mountPath: /host}]
              volumes: [{name: host, hostPath: {path: /}}]
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("curious", "Succeeded")
        let lines = try run("logs", "curious").split(separator: "\n").map(String.init)
        #expect(!lines.contains { $0.contains("ca-key") || $0.contains("written") || $0.contains("root:") })
        #expect(lines.suffix(2) == ["1", "401"])
    }

    @Test(.enabled(if: Program.hasAWS, "skipped: there is no aws"))
    func `a pod without an identity is the node, as in a real cluster`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: nobody}
            spec:
              restartPolicy: Never
              containers:
              - {name: main, image: "amazon/aws-cli:latest", args: [sts, get-caller-identity]}
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("nobody", "Succeeded")
        #expect(try run("logs", "nobody").contains(/assumed-role\/myeks-node\/i-[0-9a-f]{17}"/))
    }

    @Test(
        .enabled(
            if: Program.hasAWS && FileManager.default.isExecutableFile(atPath: Program.lanyard + "-agent"),
            "skipped: there is no aws, or no agent"
        )
    )
    func `an associated pod has its role through the node's agent`() throws {
        let trust = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", \
            "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]}
            """
        let role = try server.aws("iam", "create-role", "--role-name", "app", "--assume-role-policy-document", trust)
        #expect(role.status == 0, "\(role.errors)")
        let association = try server.aws(
            "eks",
            "create-pod-identity-association",
            "--cluster-name",
            "myeks",
            "--namespace",
            "default",
            "--service-account",
            "app",
            "--role-arn",
            "arn:aws:iam::111122223333:role/app"
        )
        #expect(association.status == 0, "\(association.errors)")
        for command in [["eks", "create-addon"], ["eks", "wait", "addon-active"]] {
            let done = try server.aws(command + ["--cluster-name", "myeks", "--addon-name", "eks-pod-identity-agent"])
            #expect(done.status == 0, "\(done.errors)")
        }
        let agents = try run(
            "-n",
            "kube-system",
            "get",
            "ds,pods",
            "-l",
            "app.kubernetes.io/name=eks-pod-identity-agent"
        )
        #expect(agents.contains(/daemonset.apps\/eks-pod-identity-agent +1 +1 +1/), "\(agents)")
        #expect(agents.contains(/pod\/eks-pod-identity-agent-[a-z0-9]+ +1\/1 +Running/), "\(agents)")
        let manifest = """
            {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "app"}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: app}
            spec:
              restartPolicy: OnFailure
              serviceAccountName: app
              containers:
              - name: main
                image: amazon/aws-cli
                args: [sts, get-caller-identity]
                env:
                - {name: AWS_CONTAINER_CREDENTIALS_FULL_URI, value: "http://169.254.170.23/v1/credentials"}
                - {name: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, value: /var/run/secrets/pods/token}
                volumeMounts: [{name: token, mountPath: /var/run/secrets/pods}]
              volumes:
              - name: token
                projected:
                  sources:
                  - serviceAccountToken: {audience: pods.eks.amazonaws.com, path: token, expirationSeconds: 86400}
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("app", "Succeeded")
        #expect(try run("logs", "app").contains("assumed-role/app/eks-myeks-app-"))
        for command in [["eks", "delete-addon"], ["eks", "wait", "addon-deleted"]] {
            let done = try server.aws(command + ["--cluster-name", "myeks", "--addon-name", "eks-pod-identity-agent"])
            #expect(done.status == 0, "\(done.errors)")
        }
        let left = try run("-n", "kube-system", "get", "ds", "-l", "app.kubernetes.io/name=eks-pod-identity-agent")
        #expect(!left.contains("eks-pod-identity-agent"), "\(left)")
    }

    @Test func `a pod looks into another one with kubectl exec, if it may`() throws {
        try #require(kubectl.minor >= 31)
        let manifest = """
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: visitor}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: visits}
            rules:
            - {apiGroups: [""], resources: [pods], verbs: [get]}
            - {apiGroups: [""], resources: [pods/exec], verbs: [get, create]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: host}
            spec: {containers: [{name: main, image: busybox, command: [sleep, "1000"]}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: visitor}
            spec:
              serviceAccountName: visitor
              containers: [{name: main, image: busybox, command: [sleep, "1000"]}]
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("host", "Running")
        try awaitPhase("visitor", "Running")
        let inside = ["exec", "visitor", "--", kubectl.path, "exec", "host", "--", "hostname"]
        let refused = try kubectl.run(inside, server, namespace: "default")
        #expect(refused.status != 0)
        #expect(refused.errors.contains("forbidden"), "\(refused.errors)")
        try run("create", "rolebinding", "visits", "--role=visits", "--serviceaccount=default:visitor")
        let allowed = try kubectl.run(inside, server, namespace: "default")
        #expect(allowed.status == 0, "\(allowed.errors)")
        #expect(allowed.output == "host\n", "\(allowed.output)")
    }

    @Test func `commands run in the node's network`() throws {
        try run("wait", "node", "--all", "--for=condition=Ready", "--timeout=60s")
        func inside(_ command: String...) throws -> Command {
            try Command.run([Program.lanyard, "node", "exec", "--data", server.data, "--"] + command)
        }
        let network = try inside("cat", "/proc/net/fib_trie")
        #expect(network.output.contains("10.0.0.10"))
        #expect(network.output.contains("169.254.169.254"))
        #expect(try inside("sh", "-c", "exit 7").status == 7)
    }

    @Test func `nothing is left after kill -9, and the next start runs the pods anew`() throws {
        try run("run", "stays", "--image=busybox", "--command", "--", "sleep", "1000")
        try awaitPhase("stays", "Running")
        let record = try JSONDecoder().decode(
            Record.self,
            from: Data(contentsOf: URL(filePath: server.data + "/node/node.json"))
        )
        #expect(kill(record.process, 0) == 0)
        server.end(with: SIGKILL)
        // The kernel ends the namespace's processes before it lets go of the first one.
        #expect(try Command.run(["timeout", "30", "tail", "--pid=\(record.process)", "-f", "/dev/null"]).status == 0)
        let again = try Server(data: server.data, runsPods: true)
        try run(
            "wait",
            "pod/stays",
            "--for=jsonpath={.status.containerStatuses[0].restartCount}=1",
            "--timeout=60s",
            on: again
        )
        try awaitPhase("stays", "Running", on: again)
    }

    @Test func `the program ends when it is told to, with pods and all`() throws {
        try run("run", "stays", "--image=busybox", "--command", "--", "sleep", "1000")
        try awaitPhase("stays", "Running")
        #expect(server.end(with: SIGTERM) == 0)
    }

    @Test func `without a node the pods say why they wait`() throws {
        let data = directory.path + "/other"
        let other = try Server(data: data)
        try run("run", "waits", "--image=busybox", on: other)
        try run("wait", "pod/waits", "--for=condition=PodScheduled=false", "--timeout=60s", on: other)
        #expect(
            try run("get", "pod", "waits", "-o", "yaml", on: other).contains("was started with --no-node")
        )
        let refused = try Command.run([Program.lanyard, "node", "exec", "--data", data, "--", "true"])
        #expect(refused.errors.contains("no node runs on"))
    }

    private struct Record: Decodable {
        let process: Int32
    }
}
