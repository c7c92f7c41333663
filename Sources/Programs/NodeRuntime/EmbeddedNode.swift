package import Ambient
import Glibc
package import JSONTree
package import KubernetesAPI
package import KubernetesService
package import Logging
import Synchronization

/// The node of the embedded cluster: runs pods as sandboxed processes in a network namespace of its own.
///
/// All pods share the node's network; what can be reached there is what `listen` opens.
package final class EmbeddedNode: PodRuntime {
    /// How a node is made.
    package struct Configuration: Sendable {
        /// The control plane's directory, which no pod may see; the node keeps its own below it.
        package var dataDirectory: String
        /// The path of this program, which becomes the node's first process.
        package var program: String
        /// For example `i-0123456789abcdef0.us-west-2.compute.internal`.
        package var name: String
        package var address: String
        package var labels: [(key: String, value: String)]
        /// For example `aws:///us-west-2a/i-0123456789abcdef0`.
        package var providerID: String
        /// Variables that every container has, as if of its image.
        package var variables: [(name: String, value: String)] = []
        /// Lines of every container's `/etc/hosts`.
        package var hosts: [(address: String, name: String)] = []
        /// Where programs are found.
        package var path: String
        package var home: String
        /// How many pods it takes, as kubelet's `--max-pods`.
        package var maximumPods = 110
        package var clock: WallClock = .system
        package var random: RandomSource = .system

        package init(
            dataDirectory: String,
            program: String,
            name: String,
            address: String,
            labels: [(key: String, value: String)],
            providerID: String,
            path: String,
            home: String
        ) {
            self.dataDirectory = dataDirectory
            self.program = program
            self.name = name
            self.address = address
            self.labels = labels
            self.providerID = providerID
            self.path = path
            self.home = home
        }

        package var directory: String { dataDirectory + "/node" }
        /// What images stand for, beside what is built in.
        package var imagesFile: String { dataDirectory + "/images.json" }
    }

    /// The machine does not let pods run here, and why.
    package struct Unavailable: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    package let namespace: NodeNamespace
    private let configuration: Configuration
    private let context: NodeContext
    private let workers = Mutex<[String: PodWorker]>([:])

    /// Makes the node's namespaces and tries a sandbox in them.
    ///
    /// - Throws: `Unavailable`.
    package init(_ configuration: Configuration, logger: Logger) async throws(Unavailable) {
        self.configuration = configuration
        guard let sandboxer = NodeContext.find("bwrap", in: configuration.path) else {
            throw Unavailable(description: "bwrap is not on the PATH (apt-get install bubblewrap)")
        }
        do {
            namespace = try await NodeNamespace(program: configuration.program, directory: configuration.directory)
        } catch {
            throw Unavailable(description: "this machine does not allow namespaces: \(error)")
        }
        context = NodeContext(
            namespace: namespace,
            controlGroups: ControlGroups(
                processes: [getpid(), namespace.process],
                record: configuration.directory + "/control-groups.json"
            ),
            directory: configuration.directory,
            dataDirectory: configuration.dataDirectory,
            sandboxer: sandboxer,
            imagesFile: configuration.imagesFile,
            programDirectory: String(
                configuration.program.prefix(
                    upTo: configuration.program.lastIndex(of: "/").map { configuration.program.index(after: $0) }
                        ?? configuration.program.startIndex
                )
            ),
            address: configuration.address,
            variables: configuration.variables,
            hosts: configuration.hosts,
            path: configuration.path,
            home: configuration.home,
            clock: configuration.clock,
            random: configuration.random,
            logger: logger
        )
        let unreachable = context.secrets.unreachable
        if !unreachable.isEmpty {
            let list = unreachable.joined(separator: ", ")
            logger.warning("pods do not see \(list) of the PATH: this user may not look into what is above")
        }
        do {
            // What an earlier process left of its pods; their logs stay.
            context.controlGroups.sweep()
            FileTree.remove(configuration.directory + "/pods")
            try FileTree.write([], to: context.emptyFile, mode: 0o600)
            try await namespace.add(address: configuration.address, label: "node")
            try await Self.trySandbox(context)
        } catch {
            namespace.shutDown()
            throw Unavailable(description: "a sandbox cannot be made: \(error)")
        }
    }

    /// Ends every pod and the node at once.
    package func shutDown() {
        namespace.shutDown()
        context.controlGroups.remove()
    }

    package func node() async -> PodNode {
        let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 1024
        let resources: JSON = [
            "cpu": .string(String(sysconf(Int32(_SC_NPROCESSORS_ONLN)))), "memory": .string("\(memory)Ki"),
            "pods": .string(String(configuration.maximumPods)),
        ]
        var labels: JSON = [
            "kubernetes.io/hostname": .string(configuration.name), "kubernetes.io/os": "linux",
            "kubernetes.io/arch": .string(Self.architecture),
        ]
        for label in configuration.labels { labels.set(label.key, to: .string(label.value)) }
        return .available([
            "metadata": ["name": .string(configuration.name), "labels": labels],
            "spec": ["providerID": .string(configuration.providerID)],
            "status": [
                "addresses": [
                    ["type": "InternalIP", "address": .string(configuration.address)],
                    ["type": "Hostname", "address": .string(configuration.name)],
                ],
                "capacity": resources, "allocatable": resources,
                "nodeInfo": [
                    "kubeletVersion": "v1.33.0-lanyard", "kubeProxyVersion": "", "operatingSystem": "linux",
                    "architecture": .string(Self.architecture), "containerRuntimeVersion": "bubblewrap://",
                    "osImage": "this machine (pods are its processes)", "kernelVersion": .string(Self.kernel),
                    "machineID": "", "systemUUID": "", "bootID": "",
                ],
            ],
        ])
    }

    package func run(_ pod: JSON, in cluster: PodCluster) async {
        let worker = PodWorker(pod: pod, cluster: cluster, node: context)
        workers.withLock { $0[pod.uid] = worker }
        await worker.run()
        _ = workers.withLock { $0.removeValue(forKey: pod.uid) }
        if cluster.pod == nil || cluster.pod?.isBeingDeleted == true {
            FileTree.remove(context.logDirectory(namespace: pod.namespace, name: pod.name, uid: pod.uid))
        }
    }

    package func stop(uid: String, grace: Int) async {
        guard let worker = workers.withLock({ $0[uid] }) else {
            // Deleted after it had ended: nobody will ask for its logs again.
            let directory = context.directory + "/logs"
            for name in FileTree.names(in: directory) where name.hasSuffix("_" + uid) {
                FileTree.remove("\(directory)/\(name)")
            }
            return
        }
        await worker.stop(grace: max(grace, 0))
    }

    /// Removes the logs of pods that are no more.
    package func removeLogs(except known: Set<String>) {
        let directory = context.directory + "/logs"
        for name in FileTree.names(in: directory) {
            guard let uid = name.split(separator: "_").last, !known.contains(String(uid)) else { continue }
            FileTree.remove("\(directory)/\(name)")
        }
    }

    package func logs(_ request: PodLogRequest) async throws(APIError) -> AsyncThrowingStream<[UInt8], any Error> {
        let worker = workers.withLock { $0[request.uid] }
        let directory =
            context.logDirectory(namespace: request.namespace, name: request.pod, uid: request.uid)
            + "/" + request.container
        let runs = FileTree.names(in: directory).compactMap { name in
            name.hasSuffix(".log") ? Int(name.dropLast(4)) : nil
        }.sorted()
        let live = await worker?.container(request.container)
        let run = request.previous ? runs.dropLast().last : runs.last
        guard let run else {
            if request.previous {
                throw .badRequest(
                    "previous terminated container \"\(request.container)\" in pod \"\(request.pod)\" not found"
                )
            }
            var reason = "ContainerCreating"
            if case .waiting(let known, _)? = await worker?.standing(request.container)?.state { reason = known }
            throw .badRequest(
                "container \"\(request.container)\" in pod \"\(request.pod)\" is waiting to start: \(reason)"
            )
        }
        let selection = LogSelection(request, now: LogLine.now())
        var past: [LogLine]
        var lines: AsyncStream<LogLine>?
        if let live, !request.previous, live.log.path == "\(directory)/\(run).log" {
            let (written, next) = live.log.follow()
            past = written
            if request.follow { lines = next }
        } else {
            past = ContainerLog.read("\(directory)/\(run).log")
        }
        past = selection.select(past)
        return LogStream.make(past: past, lines: lines, timestamps: request.timestamps, limit: request.limitBytes)
    }

    package func execute(_ request: PodExecRequest, _ streams: PodExecStreams) async throws(APIError) -> Int32 {
        let worker = workers.withLock { $0[request.uid] }
        guard let container = await worker?.container(request.container), container.first > 0 else {
            throw .badRequest("container \"\(request.container)\" in pod \"\(request.pod)\" is not running")
        }
        do {
            return try await Execution(node: context, container: container)
                .run(request.command, isTerminal: request.isTerminal, streams)
        } catch {
            throw .internalError("the command could not be started: \(error)")
        }
    }

    /// A sandbox that does nothing: whether the machine allows it is only known by trying.
    private static func trySandbox(_ context: NodeContext) async throws {
        let sandbox = Sandbox(
            root: RootView(base: ""),
            secrets: nil,
            hostname: "trial",
            mounts: [],
            variables: [],
            workingDirectory: "/",
            command: ["true"],
            isPrivileged: context.namespace.isPrivileged,
            emptyFile: context.emptyFile,
            dataDirectory: context.dataDirectory
        )
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        let errors = try Pipe()
        defer { close(null) }
        let said = AsyncDescriptor(errors.output)
        let start = NodeNamespace.Start(
            arguments: [context.sandboxer] + sandbox.options + ["--", "true"],
            variables: ["PATH=" + context.path],
            descriptors: [null, null, errors.input]
        )
        let result: Result<NodeNamespace.Process, any Error>
        do { result = .success(try await context.namespace.start(start)) } catch { result = .failure(error) }
        close(errors.input)
        let code = await context.namespace.end(of: try result.get())
        guard code != 0 else { return }
        var words: [UInt8] = []
        while words.count < 4096, let piece = await said.read() { words += piece }
        throw NodeFailure(
            "exit code \(code): " + String(decoding: words.prefix(1024), as: UTF8.self).split(separator: "\n").joined()
        )
    }

    private static var architecture: String {
        #if arch(arm64)
        "arm64"
        #else
        "amd64"
        #endif
    }

    private static var kernel: String {
        var name = utsname()
        uname(&name)
        return withUnsafePointer(to: &name.release) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
    }
}
