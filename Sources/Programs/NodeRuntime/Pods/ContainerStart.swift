import CLinuxNamespaces
import Glibc
import JSONTree
import KubernetesAPI

/// A container that runs.
struct RunningContainer: Sendable {
    let process: NodeNamespace.Process
    /// The first process of the container's own process namespace, as the node counts.
    let first: Int32
    let environment: ContainerEnvironment
    let workingDirectory: String
    let user: ContainerUser
    let output: AsyncDescriptor
    let errors: AsyncDescriptor
    let log: ContainerLog
    let messageFile: String
    /// What holds it to its limits, if anything does.
    let group: ControlGroup?
    /// Told by the sandbox, until the container ends.
    let reports: AsyncDescriptor
}

/// The start of a container, all but its place in the pod's life.
struct ContainerStart: Sendable {
    let node: NodeContext
    let pod: JSON
    let container: JSON
    let content: ImageContent
    let volumes: PodVolumes
    let logPath: String

    private var name: String { container["name"]?.string ?? "" }

    /// - Throws: `ConfigurationFailure`, `VolumeFailure`, `NodeFailure`.
    func start() async throws -> RunningContainer {
        let environment = try ContainerEnvironment(
            container: container,
            fields: PodFields(pod: pod, hostAddress: node.address),
            objects: volumes.objects,
            base: base
        )
        let user = PodUser.user(of: container, in: pod)
        if user.id == 0, isNonRoot {
            throw ConfigurationFailure(
                description:
                    "container has runAsNonRoot and image will run as root (pod: \"\(pod.name)_\(pod.namespace)"
                    + "(\(pod.uid))\", container: \(name))"
            )
        }
        let directory = "\(node.podDirectory(pod.uid))/containers/\(name)"
        try FileTree.makeDirectory(directory)
        let messageFile = directory + "/termination-log"
        try FileTree.write([], to: messageFile, mode: 0o666)
        let hostsFile = directory + "/hosts"
        try FileTree.write(Array(hosts.utf8), to: hostsFile, mode: 0o644)
        var mounts = try volumes.mounts(of: container, in: pod, variables: environment.values)
        mounts.append(
            Sandbox.Mount(
                source: messageFile,
                target: container["terminationMessagePath"]?.string ?? "/dev/termination-log"
            )
        )
        if !mounts.contains(where: { $0.target == "/etc/hosts" }) {
            mounts.append(Sandbox.Mount(source: hostsFile, target: "/etc/hosts", isReadOnly: true))
        }
        for (target, name) in content.programs.sorted(by: { $0.key < $1.key }) {
            let source = node.programDirectory + name
            guard FileTree.kind(source) != nil else {
                throw ConfigurationFailure(description: "there is no \(source), which the image stands for")
            }
            mounts.append(Sandbox.Mount(source: source, target: target, isReadOnly: true))
        }
        let sandbox = Sandbox(
            root: RootView(base: content.root ?? ""),
            secrets: content.root == nil ? node.secrets : nil,
            hostname: hostname,
            mounts: mounts,
            variables: environment.variables,
            workingDirectory: container["workingDir"]?.string ?? content.workingDirectory ?? "/",
            command: command(environment.values),
            user: user,
            managesNetwork: container.at("securityContext", "privileged")?.boolean == true,
            isPrivileged: node.namespace.isPrivileged,
            emptyFile: node.emptyFile,
            dataDirectory: node.dataDirectory
        )
        return try await start(sandbox, environment, messageFile)
    }

    private func start(
        _ sandbox: Sandbox,
        _ environment: ContainerEnvironment,
        _ messageFile: String
    ) async throws -> RunningContainer {
        guard !sandbox.command.isEmpty else {
            throw ConfigurationFailure(description: "no command specified")
        }
        let options = lanyard_memory_file()
        guard options >= 0 else { throw NodeFailure("memfd_create: \(String(cString: strerror(errno)))") }
        defer { close(options) }
        // Each option ends with a null byte; variables are among them, so they stay off the command line.
        let bytes = sandbox.options.flatMap { option -> [UInt8] in Array(option.utf8) + [0] }
        guard FileTree.write(bytes, to: options), lseek(options, 0, SEEK_SET) == 0 else {
            throw NodeFailure("memfd: \(String(cString: strerror(errno)))")
        }
        let log = try ContainerLog(path: logPath)
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let (output, errors, reports) = (try Pipe(), try Pipe(), try Pipe())
        let given = [null, output.input, errors.input, options, reports.input]
        let (outputEnd, errorEnd) = (AsyncDescriptor(output.output), AsyncDescriptor(errors.output))
        let reportEnd = AsyncDescriptor(reports.output)
        let result: Result<NodeNamespace.Process, any Error>
        var group: ControlGroup?
        do {
            if let removal = node.controlGroups.prepare() { await node.namespace.leave(removal) }
            group = try node.controlGroups.group(named: "\(pod.uid).\(name)", limits: ResourceLimits(container))
            let launch = NodeNamespace.Start(
                arguments: [node.sandboxer, "--args", "3", "--json-status-fd", "4", "--"] + sandbox.program,
                variables: ["PATH=" + node.path],
                descriptors: given,
                controlGroups: group?.processes ?? []
            )
            result = .success(try await node.namespace.start(launch))
        } catch { result = .failure(error) }
        // Only the container may hold these ends, or their streams would never end.
        for descriptor in [null, output.input, errors.input, reports.input] { close(descriptor) }
        let process: NodeNamespace.Process
        do { process = try result.get() } catch {
            _ = await group?.remove()
            throw error
        }
        let first = await Self.firstProcess(reportEnd)
        // Whoever entered a sandbox that is not made yet, such as a hook, would find nothing there.
        while first > 0, !Task.isCancelled, try await !node.namespace.hasBegun(first) {
            try? await Task.sleep(for: .milliseconds(2))
        }
        return RunningContainer(
            process: process,
            first: first,
            environment: environment,
            workingDirectory: sandbox.workingDirectory,
            user: sandbox.user,
            output: outputEnd,
            errors: errorEnd,
            log: log,
            messageFile: messageFile,
            group: group,
            reports: reportEnd
        )
    }

    /// The sandbox's first report names it; 0 if the sandbox ended before.
    private static func firstProcess(_ reports: AsyncDescriptor) async -> Int32 {
        var said: [UInt8] = []
        // It may come in pieces.
        while !said.contains(UInt8(ascii: "\n")), said.count < 4096, let piece = await reports.read() { said += piece }
        guard let line = said.split(separator: UInt8(ascii: "\n")).first,
            let report = try? JSON(parsing: Array(line)), let id = report["child-pid"]?.integer
        else { return 0 }
        return Int32(truncatingIfNeeded: id)
    }

    private var isNonRoot: Bool {
        container.at("securityContext", "runAsNonRoot")?.boolean
            ?? pod.at("spec", "securityContext", "runAsNonRoot")?.boolean ?? false
    }

    private var hostname: String { String((pod.at("spec", "hostname")?.string ?? pod.name).prefix(63)) }

    /// What an image's own variables would be, and kubelet's.
    private var base: [(name: String, value: String)] {
        var base: [(name: String, value: String)] = [
            ("PATH", content.root == nil ? node.path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            ("HOME", "/root"), ("HOSTNAME", hostname),
        ]
        base += node.variables
        base += content.variables.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return base
    }

    private func command(_ variables: [String: String]) -> [String] {
        func texts(_ field: String) -> [String]? {
            let texts = (container[field]?.array ?? []).compactMap(\.string)
            return texts.isEmpty ? nil : texts.map { VariableExpansion.expand($0, with: variables) }
        }
        var command = texts("command")
        if let runner = content.runner, command?.first == runner { command?.removeFirst() }
        return (command ?? content.entrypoint) + (texts("args") ?? (command == nil ? content.arguments : []))
    }

    private var hosts: String {
        var lines = ["# Kubernetes-managed hosts file.", "127.0.0.1\tlocalhost", "\(node.address)\t\(hostname)"]
        lines += node.hosts.map { "\($0.address)\t\($0.name)" }
        for alias in pod.at("spec", "hostAliases")?.array ?? [] {
            let names = (alias["hostnames"]?.array ?? []).compactMap(\.string)
            lines.append("\(alias["ip"]?.string ?? "")\t\(names.joined(separator: "\t"))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
