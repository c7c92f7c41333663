import Foundation
import Testing

/// Whether this machine lets pods run.
let canRunPods = (try? Command.run(["bwrap", "--ro-bind", "/", "/", "--unshare-pid", "true"]))?.status == 0

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

    @Test
    func `an emptyDir in memory is a tmpfs of its size, which the pod's containers share and the pod takes along`()
        throws
    {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: memory}
            spec:
              terminationGracePeriodSeconds: 1
              securityContext: {fsGroup: 2000}
              containers:
              - name: writer
                image: busybox
                command: [sh, -c]
                args:
                - |
                  if test -e /cache/mark; then echo again; touch /tmp/said; exec sleep 1000; fi
                  stat -f -c %T /cache; stat -c '%a %g' /cache
                  head -c 3000000 /dev/zero > /cache/big || echo full; rm /cache/big
                  echo shared > /cache/mark; exit 1
                volumeMounts: [{name: cache, mountPath: /cache}]
                readinessProbe: {exec: {command: [test, -e, /tmp/said]}, periodSeconds: 1}
              - name: reader
                image: busybox
                command: [sh, -c, 'while ! test -s /part/note; do sleep 0.1; done; cat /part/note; touch /tmp/said; exec sleep 1000']
                volumeMounts: [{name: cache, mountPath: /part, subPath: inner}]
                readinessProbe: {exec: {command: [test, -e, /tmp/said]}, periodSeconds: 1}
              - name: other
                image: busybox
                # The writer may have filled it at this moment.
                command: [sh, -c, 'until echo by subPath > /all/inner/note; do sleep 0.1; done; exec sleep 1000']
                volumeMounts: [{name: cache, mountPath: /all}]
              volumes: [{name: cache, emptyDir: {medium: Memory, sizeLimit: 2Mi}}]
            """
        try run("apply", "-f", "-", input: manifest)
        try run("wait", "pod/memory", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "--timeout=60s")
        try run("wait", "pod/memory", "--for=condition=Ready", "--timeout=60s")
        // What it says and what fails come by two ways, in no order to each other.
        let first = try run("logs", "memory", "-c", "writer", "--previous").split(separator: "\n").map(String.init)
            .filter { !$0.hasPrefix("head: ") }
        #expect(first.first == "tmpfs")
        #expect(first.contains("full"))
        // As another user than root, groups are not real.
        #expect(first.dropFirst().first?.hasPrefix(getuid() == 0 ? "2777 2000" : "777") == true, "\(first)")
        #expect(try run("logs", "memory", "-c", "writer") == "again\n")
        #expect(try run("logs", "memory", "-c", "reader") == "by subPath\n")
        let uid = try run("get", "pod", "memory", "-o", "jsonpath={.metadata.uid}")
        let volume = "\(server.data)/node/pods/\(uid)/volumes/kubernetes.io~empty-dir/cache"
        // The machine sees nothing of it, the node does.
        #expect(try FileManager.default.contentsOfDirectory(atPath: volume).isEmpty)
        func mounts() throws -> String {
            try Command.run([Program.lanyard, "node", "exec", "--data", server.data, "--", "cat", "/proc/mounts"])
                .output
        }
        #expect(try mounts().contains(volume))
        #expect(try !run("get", "events").contains("EmptyDirOnDisk"))
        try run("delete", "pod", "memory", "--timeout=60s")
        #expect(try !mounts().contains(volume))
        #expect(!FileManager.default.fileExists(atPath: "\(server.data)/node/pods/\(uid)"))
    }

    @Test func `an emptyDir that outgrows its limit ends its pod, and a medium that is not there is told of`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: greedy}
            spec:
              containers:
              - name: main
                image: busybox
                command: [sh, -c, 'head -c 3000000 /dev/zero > /data/big; exec sleep 1000']
                volumeMounts: [{name: data, mountPath: /data}]
              volumes:
              - {name: data, emptyDir: {sizeLimit: 1Mi}}
              - {name: pages, emptyDir: {medium: HugePages}}
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("greedy", "Failed")
        let said = try run("get", "pod", "greedy", "-o", "jsonpath={.status.reason}: {.status.message}")
        #expect(said == #"Evicted: Usage of EmptyDir volume "data" exceeds the limit "1Mi". "#)
        let events = try run("get", "events")
        #expect(events.contains("EmptyDirOnDisk") && events.contains("this node has no medium HugePages"), "\(events)")
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

    @Test(.enabled(if: (try? Command.run(["openssl", "version"]))?.status == 0, "skipped: there is no openssl"))
    func `probes over https do not look at the certificate, and gRPC probes ask for the health of a service`() throws {
        // As much of a gRPC server as answers any call with SERVING for "shop", NOT_SERVING for others.
        let health = """
            import socketserver
            def frame(kind, flags, content): return len(content).to_bytes(3, "big") + bytes([kind, flags, 0, 0, 0, kind != 4]) + content
            class Handler(socketserver.BaseRequestHandler):
                def handle(self):
                    got = b""
                    while not got.endswith((b"shop", b"hotel")):
                        piece = self.request.recv(4096)
                        if not piece or piece.startswith(b"\\x16"): return
                        got += piece
                    status = 1 if b"/grpc.health.v1.Health/Check" in got and got.endswith(b"shop") else 2
                    self.request.sendall(frame(4, 0, b"") + frame(1, 4, b"\\x88")
                        + frame(0, 0, bytes([0, 0, 0, 0, 2, 8, status])) + frame(1, 5, b"\\x00\\x0bgrpc-status\\x010"))
                    self.request.recv(4096)
            socketserver.ThreadingTCPServer.allow_reuse_address = True
            socketserver.ThreadingTCPServer(("", 8444), Handler).serve_forever()
            """
        let https = """
            import http.server, ssl
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain("/tmp/c.pem", "/tmp/k.pem")
            server = http.server.HTTPServer(("", 8443), http.server.SimpleHTTPRequestHandler)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.serve_forever()
            """
        let make =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=other "
            + "-keyout /tmp/k.pem -out /tmp/c.pem 2>/dev/null && cd /tmp && touch alive && exec python3 -c \"$CODE\""
        func container(_ name: String, _ command: [String], _ code: String, _ probe: [String: Any]) -> [String: Any] {
            [
                "name": name, "image": "python", "command": command, "env": [["name": "CODE", "value": code]],
                "readinessProbe": probe.merging(["periodSeconds": 1, "timeoutSeconds": 5]) { $1 },
            ]
        }
        let (shell, python) = (["sh", "-c", make], ["sh", "-c", "exec python3 -c \"$CODE\""])
        let idle = "import time; time.sleep(1000)"
        let containers: [[String: Any]] = [
            container("https", shell, https, ["httpGet": ["path": "/alive", "port": 8443, "scheme": "HTTPS"]]),
            container("gone", python, idle, ["httpGet": ["path": "/gone", "port": 8443, "scheme": "HTTPS"]]),
            container("grpc", python, health, ["grpc": ["port": 8444, "service": "shop"]]),
            container("other", python, idle, ["grpc": ["port": 8444, "service": "hotel"]]),
            container("plain", python, idle, ["httpGet": ["path": "/", "port": 8444, "scheme": "HTTPS"]]),
        ]
        let pod: [String: Any] = [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "probed"],
            "spec": ["terminationGracePeriodSeconds": 1, "containers": containers],
        ]
        let manifest = String(decoding: try JSONSerialization.data(withJSONObject: pod), as: UTF8.self)
        try run("apply", "-f", "-", input: manifest)
        for index in [0, 2] {
            let ready = "--for=jsonpath={.status.containerStatuses[\(index)].ready}=true"
            try run("wait", "pod/probed", ready, "--timeout=60s")
        }
        // The events come with the probes.
        func awaitEvent(_ words: String) throws {
            let command = #"until "$0" --kubeconfig "$1" get events | grep -q "$2"; do sleep 0.2; done"#
            let found = try Command.run(
                ["timeout", "60", "sh", "-c", command, kubectl.path, server.data + "/kubeconfig", words],
                environment: ["HOME": server.data]
            )
            let events = try run("get", "events")
            #expect(found.status == 0, "\(words): \(events)")
        }
        try awaitEvent("HTTP probe failed with statuscode: 404")
        try awaitEvent("NOT_SERVING")
        try awaitEvent("no answer over https")
        let statuses = try run("get", "pod", "probed", "-o", "jsonpath={.status.containerStatuses[*].ready}")
        #expect(statuses == "true false true false false")
        try run("delete", "pod", "probed", "--timeout=60s")
    }

    @Test func `limits that nothing holds are told of once, with the reason`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: limited}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: python
                command: [python3, -c, 'x = bytearray(200_000_000); import time; time.sleep(1000)']
                resources: {limits: {memory: 64Mi, cpu: 500m}}
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("limited", "Running")
        let said = try run("get", "events", "--field-selector", "reason=ResourceLimitsNotEnforced")
        if said.contains("ResourceLimitsNotEnforced") {
            #expect(said.contains("limits of main (cpu 500m, memory 64Mi) are not enforced on this node: "), "\(said)")
            #expect(said.split(separator: "\n").count == 2, "\(said)")
        } else {
            // A machine with control groups: they do their work.
            try run(
                "wait",
                "pod/limited",
                "--for=jsonpath={.status.containerStatuses[0].lastState.terminated.reason}=OOMKilled",
                "--timeout=60s"
            )
        }
        try run("delete", "pod", "limited", "--timeout=60s")
    }

    @Test
    func `limits are held where the machine has control groups, and none of the groups is left after kill -9`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: greedy}
            spec:
              restartPolicy: Never
              containers:
              - name: main
                image: python
                command: [python3, -c, 'x = bytearray(200_000_000)']
                resources: {limits: {memory: 64Mi}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: stays}
            spec:
              containers:
              - name: main
                image: busybox
                command: [sleep, "1000"]
                resources: {limits: {cpu: 500m}}
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("stays", "Running")
        let ended = "{.status.containerStatuses[0].state.terminated"
        try run("wait", "pod/greedy", "--for=jsonpath=\(ended)}", "--timeout=60s")
        let isHeld = try !run("get", "events").contains("ResourceLimitsNotEnforced")
        let how = try run("get", "pod", "greedy", "-o", "jsonpath=\(ended).reason} \(ended).exitCode}")
        #expect(how == (isHeld ? "OOMKilled 137" : "Completed 0"))
        let name = "lanyard-\(server.processID)"
        func found(_ path: String) throws -> [String] {
            try Command.run(["find", "/sys/fs/cgroup", "-path", path]).output.split(separator: "\n").map(String.init)
        }
        let quotas = try found("*/\(name)/*/cpu.cfs_quota_us") + found("*/\(name)/*/cpu.max")
        #expect(quotas.isEmpty != isHeld)
        for quota in quotas { #expect(try String(contentsOfFile: quota, encoding: .utf8).hasPrefix("50000")) }
        let record = try JSONDecoder().decode(
            Record.self,
            from: Data(contentsOf: URL(filePath: server.data + "/node/node.json"))
        )
        server.end(with: SIGKILL)
        #expect(try Command.run(["timeout", "30", "tail", "--pid=\(record.process)", "-f", "/dev/null"]).status == 0)
        #expect(try found("*/\(name)").isEmpty)
    }

    @Test func `hooks that fail are told of, and a container whose postStart hook fails is ended`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: hooked}
            spec:
              containers:
              - name: main
                image: busybox
                command: [sleep, "1000"]
                lifecycle: {preStop: {exec: {command: [sh, -c, exit 3]}}, postStart: {tcpSocket: {port: 1}}}
              - name: fails
                image: busybox
                command: [sleep, "1000"]
                lifecycle: {postStart: {exec: {command: [sh, -c, exit 4]}}}
              - name: serves
                image: busybox
                command: [python3, -m, http.server, "8099"]
                ports: [{name: web, containerPort: 8099}]
                lifecycle:
                  postStart: {exec: {command: [bash, -c, "until : 2>/dev/null </dev/tcp/127.0.0.1/8099; do sleep 0.1; done"]}}
                  preStop: {httpGet: {port: web, path: /goodbye}}
            """
        try run("apply", "-f", "-", input: manifest)
        try run("wait", "pod/hooked", "--for=jsonpath={.status.containerStatuses[1].restartCount}=1", "--timeout=60s")
        try run("delete", "pod", "hooked", "--timeout=60s")
        let events = try run("get", "events")
        for words in [
            "FailedPreStopHook", "command 'sh' exited with 3", "FailedPostStartHook", "command 'sh' exited with 4",
            "Container fails failed postStart hook", "exec, httpGet and sleep, not tcpSocket",
            "HTTP lifecycle hook failed with statuscode: 404",
        ] {
            #expect(events.contains(words), "\(words): \(events)")
        }
    }

    @Test func `every container's preStop hook runs to its end, beside the others`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "hooks-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let hook = { (name: String) in
            "lifecycle: {preStop: {exec: {command: [sh, -c, sleep 1; echo \(name) >> /hooks/\(name)]}}}"
        }
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: hooks}
            spec:
              terminationGracePeriodSeconds: 20
              containers:
              - {name: a, image: busybox, command: [sleep, "1000"], volumeMounts: [{name: h, mountPath: /hooks}], \(hook("a"))}
              - {name: b, image: busybox, command: [sleep, "1000"], volumeMounts: [{name: h, mountPath: /hooks}], \(hook("b"))}
              volumes: [{name: h, hostPath: {path: \(directory), type: DirectoryOrCreate}}]
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("hooks", "Running")
        try run("delete", "pod", "hooks", "--timeout=60s")
        #expect(try String(contentsOfFile: "\(directory)/a", encoding: .utf8) == "a\n")
        #expect(try String(contentsOfFile: "\(directory)/b", encoding: .utf8) == "b\n")
        #expect(try !run("get", "events").contains("it was cut short"))
    }

    @Test func `a tmpfs that cannot be unmounted is told of`() throws {
        let manifest = """
            apiVersion: v1
            kind: Pod
            metadata: {name: memory}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - {name: main, image: busybox, command: [sleep, "1000"], volumeMounts: [{name: cache, mountPath: /cache}]}
              volumes: [{name: cache, emptyDir: {medium: Memory}}]
            """
        try run("apply", "-f", "-", input: manifest)
        try awaitPhase("memory", "Running")
        let uid = try run("get", "pod", "memory", "-o", "jsonpath={.metadata.uid}")
        let volume = "\(server.data)/node/pods/\(uid)/volumes/kubernetes.io~empty-dir/cache"
        // What is not there any more cannot be unmounted.
        let command = [Program.lanyard, "node", "exec", "--data", server.data, "--", "umount", "-l", volume]
        #expect(try Command.run(command).status == 0)
        try run("delete", "pod", "memory", "--timeout=60s")
        let events = try run("get", "events")
        #expect(events.contains("FailedUnMount"), "\(events)")
        #expect(events.contains(#"emptyDir volume "cache" could not be"#), "\(events)")
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
