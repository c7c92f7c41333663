import Glibc
import JSONTree
import KubernetesAPI
import Testing

@testable import NodeRuntime

@Suite struct ControlGroupTests {
    @Test(arguments: [("250m", 25_000), ("2", 200_000), ("1m", 1000), ("8e15", 100_000_000_000)])
    func `the quota of a processor limit is what the kernel takes, however large the limit`(_ cpu: String, _ quota: Int)
    {
        #expect(ResourceLimits(Self.container(["cpu": .string(cpu)])).quota == quota)
    }

    @Test func `the memory limits of a pod's containers add up, however large they are`() {
        func pod(_ limits: [String]) -> JSON {
            ["spec": ["containers": .array(limits.map { Self.container(["memory": .string($0)]) })]]
        }
        #expect(EmptyDirectory.memoryLimit(of: pod(["1Ki", "1Ki"])) == 2048)
        #expect(EmptyDirectory.memoryLimit(of: pod(["8e18", "8e18"])) == .max)
        #expect(EmptyDirectory.memoryLimit(of: pod(["1Ki", "-inf"])) == nil)
    }

    /// A pod that is deleted has its task cancelled.
    @Test func `what is in a group is waited for, in a cancelled task too`() async throws {
        let files = try TemporaryFiles()
        let group = ControlGroup(directories: [files.path])
        let content = files.path + "/busy"
        #expect(mkdir(content, 0o700) == 0)
        let start = ContinuousClock.now
        let removal = Task { await group.remove() }
        removal.cancel()
        #expect(await removal.value == [files.path])
        #expect(ContinuousClock.now - start >= .milliseconds(900))
        #expect(rmdir(content) == 0)
        #expect(await group.remove() == [])
    }

    private static func container(_ limits: JSON) -> JSON { ["name": "c", "resources": ["limits": limits]] }

    @Test(
        "limits are bytes and thousandths of a core",
        arguments: [
            (["memory": "64Mi", "cpu": "250m"] as JSON, 67_108_864, 250), (["memory": "1G"], 1_000_000_000, nil),
            (["cpu": 2], nil, 2000), (["cpu": "0.5"], nil, 500), (["ephemeral-storage": "1Gi"], nil, nil),
        ] as [(JSON, Int?, Int?)]
    )
    func limits(limits: JSON, memory: Int?, processor: Int?) {
        let found = ResourceLimits(Self.container(limits))
        #expect(found.memory == memory)
        #expect(found.processor == processor)
        #expect(found.texts.count == limits.object?.count)
    }

    private static let v2 = "30 1 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw"

    @Test(
        "this process's group is found where it is mounted",
        arguments: [
            (v2, "0::/user.slice/app.scope\n", "/sys/fs/cgroup/user.slice/app.scope"),
            (v2, "12:pids:/x\n0::/\n", "/sys/fs/cgroup"),
            ("31 1 0:26 /docker/a /sys/fs/cgroup ro - cgroup2 cgroup rw", "0::/docker/a/b\n", "/sys/fs/cgroup/b"),
            ("31 1 0:26 /docker/a /sys/fs/cgroup ro - cgroup2 cgroup rw", "0::/other\n", nil),
            (v2, "0::/../x\n", nil), (v2, "4:memory:/\n", nil),
            ("30 1 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory", "0::/\n", nil),
        ] as [(String, String, String?)]
    )
    func place(mounts: String, membership: String, expected: String?) {
        #expect((try? UnifiedControlGroups.directory(mounts: mounts, membership: membership)) == expected)
    }

    /// A directory in the place of a control group.
    private func groups(_ files: TemporaryFiles, controllers: String) throws -> ControlGroups {
        try FileTree.write(Array(controllers.utf8), to: files.path + "/cgroup.controllers", mode: 0o644)
        return ControlGroups(
            processes: [getpid()],
            record: files.path + "/record",
            mounts: "30 1 0:26 / \(files.path) rw - cgroup2 cgroup2 rw",
            membership: "0::/\n"
        )
    }

    private func text(_ path: String) -> String { String(decoding: FileTree.read(path) ?? [], as: UTF8.self) }

    @Test("a container's group has its limits, and the controllers are handed on to it")
    func group() throws {
        let files = try TemporaryFiles()
        let groups = try groups(files, controllers: "cpuset cpu io memory pids\n")
        // Whatever a container asks for, the number of its processes has an end.
        let free = try #require(try groups.group(named: "free", limits: ResourceLimits(["name": "c"])))
        #expect(FileTree.names(in: free.directories[0]) == ["pids.max"])
        #expect(text(free.directories[0] + "/pids.max") == "4096")
        let limits = ResourceLimits(Self.container(["memory": "64Mi", "cpu": "250m"]))
        let group = try #require(try groups.group(named: "u.c", limits: limits))
        #expect(group.processes == ["\(files.path)/lanyard-\(getpid())/u.c/cgroup.procs"])
        let directory = group.directories[0]
        #expect(text(directory + "/memory.max") == "67108864")
        #expect(text(directory + "/memory.oom.group") == "1")
        #expect(text(directory + "/cpu.max") == "25000 100000")
        #expect(text(directory + "/pids.max") == "4096")
        #expect(text(files.path + "/cgroup.subtree_control") == "+cpu +memory +pids")
        #expect(text("\(files.path)/lanyard-\(getpid())/cgroup.subtree_control") == "+cpu +memory +pids")
        #expect(group.shortcomings.isEmpty)
        #expect(groups.unenforced(limits).isEmpty)
        #expect(!group.wasOutOfMemory)
        let events = "low 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 1\n"
        try FileTree.write(Array(events.utf8), to: directory + "/memory.events", mode: 0o644)
        #expect(group.wasOutOfMemory)
    }

    @Test("what the kernel refuses beside the limits is told", arguments: [true, false])
    func shortcomings(hasSwap: Bool) throws {
        let files = try TemporaryFiles()
        try FileTree.write(Array("memory".utf8), to: files.path + "/cgroup.controllers", mode: 0o644)
        let groups = ControlGroups(
            processes: [getpid()],
            record: files.path + "/record",
            mounts: "30 1 0:26 / \(files.path) rw - cgroup2 cgroup2 rw",
            membership: "0::/\n",
            swaps: "Filename Type Size Used Priority\n" + (hasSwap ? "/swapfile file 1 0 -2\n" : "")
        )
        // Nothing can be written to a directory.
        for file in ["memory.swap.max", "memory.oom.group"] {
            try FileTree.makeDirectory("\(files.path)/lanyard-\(getpid())/u.c/\(file)")
        }
        let limits = ResourceLimits(Self.container(["memory": "64Mi"]))
        let group = try #require(try groups.group(named: "u.c", limits: limits))
        let swap = "memory beyond the limit may go to swap: memory.swap.max: Is a directory"
        let together =
            "beyond its memory limit only one process of the container is killed: memory.oom.group: Is a directory"
        #expect(group.shortcomings == (hasSwap ? [swap, together] : [together]))
    }

    @Test("what nothing enforces is named with the reason")
    func unenforced() throws {
        let all = ResourceLimits(Self.container(["memory": "64Mi", "cpu": "250m", "example.com/gpu": 1]))
        let some = try TemporaryFiles()
        let partial = try groups(some, controllers: "memory pids")
        #expect(
            partial.unenforced(all) == [
                "there is no controller for cpu in \(some.path)": ["cpu 250m"],
                "there is no controller for example.com/gpu in \(some.path)": ["example.com/gpu 1"],
            ]
        )
        let none = try TemporaryFiles()
        let without = try groups(none, controllers: "")
        #expect(
            without.unenforced(all) == [
                "cgroup v2 has neither memory nor cpu in \(none.path)": [
                    "cpu 250m", "example.com/gpu 1", "memory 64Mi",
                ]
            ]
        )
        #expect(try without.group(named: "u.c", limits: all) == nil)
        #expect(without.unenforced(ResourceLimits(["name": "c"])).isEmpty)
    }

    // MARK: cgroup v1

    /// Directories in the place of the trees of some controllers, each mounted by itself or with another.
    private func separate(_ files: TemporaryFiles, _ trees: [String], swaps: String = "") throws -> ControlGroups {
        var (mounts, membership) = (["31 23 0:38 / \(files.path)/unified rw - cgroup2 cgroup2 rw"], ["0::/"])
        try FileTree.makeDirectory(files.path + "/unified")
        for (index, tree) in trees.enumerated() {
            try FileTree.makeDirectory("\(files.path)/\(tree)/mine")
            let place = "\(files.path)/\(tree) rw shared:9"
            mounts.append("\(40 + index) 31 0:\(50 + index) / \(place) - cgroup cgroup rw,\(tree)")
            membership.append("\(index + 1):\(tree):/mine")
        }
        return ControlGroups(
            processes: [getpid()],
            record: files.path + "/record",
            mounts: mounts.joined(separator: "\n"),
            membership: membership.joined(separator: "\n"),
            swaps: swaps
        )
    }

    @Test("with cgroup v1 a container has a group in the tree of each controller that it needs")
    func separateGroups() throws {
        let files = try TemporaryFiles()
        let groups = try separate(files, ["cpu,cpuacct", "memory", "pids"], swaps: "Filename\n/swapfile\n")
        let own = "lanyard-\(getpid())"
        let limits = ResourceLimits(Self.container(["memory": "64Mi", "cpu": "250m"]))
        let removal = try #require(groups.prepare())
        #expect(groups.prepare() == nil)
        let group = try #require(try groups.group(named: "u.c", limits: limits))
        let trees = ["cpu,cpuacct", "memory", "pids"].map { "\(files.path)/\($0)/mine/\(own)" }
        #expect(removal.directories == trees)
        #expect(group.directories == trees.map { $0 + "/u.c" })
        #expect(group.processes.first == trees[0] + "/u.c/cgroup.procs")
        #expect(text(trees[0] + "/u.c/cpu.cfs_period_us") == "100000")
        #expect(text(trees[0] + "/u.c/cpu.cfs_quota_us") == "25000")
        #expect(text(trees[1] + "/u.c/memory.limit_in_bytes") == "67108864")
        #expect(text(trees[1] + "/u.c/memory.memsw.limit_in_bytes") == "67108864")
        #expect(text(trees[2] + "/u.c/pids.max") == "4096")
        #expect(groups.unenforced(limits).isEmpty)
        #expect(!group.wasOutOfMemory)
        let control = "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"
        try FileTree.write(Array(control.utf8), to: trees[1] + "/u.c/memory.oom_control", mode: 0o644)
        #expect(group.wasOutOfMemory)
        // Only what a container asks for costs a group.
        let free = try #require(try groups.group(named: "free", limits: ResourceLimits(["name": "c"])))
        #expect(free.directories == [trees[2] + "/free"])
    }

    @Test("with cgroup v1 what has no tree is named, and what cannot be written to")
    func separateUnenforced() throws {
        let files = try TemporaryFiles()
        let limits = ResourceLimits(Self.container(["memory": "64Mi", "cpu": "250m"]))
        let groups = try separate(files, ["memory"])
        #expect(groups.unenforced(limits) == ["there is no controller for cpu": ["cpu 250m"]])
        let others = try TemporaryFiles()
        let refused = try separate(others, ["memory", "cpu"])
        // No directory can be made in a file.
        for tree in ["memory", "cpu"] {
            FileTree.remove("\(others.path)/\(tree)/mine")
            try FileTree.write([], to: "\(others.path)/\(tree)/mine", mode: 0o600)
        }
        let reasons = ["memory", "cpu"].map { "\(others.path)/\($0)/mine: Not a directory" }
        #expect(refused.unenforced(limits) == [reasons.joined(separator: "; "): ["cpu 250m", "memory 64Mi"]])
    }

    @Test("what a killed process has left is removed by its record, and what another one uses is not")
    func sweep() throws {
        let files = try TemporaryFiles()
        let groups = try separate(files, ["memory"])
        // No process has this number.
        let (left, used) = ("\(files.path)/memory/lanyard-2147483646", "\(files.path)/memory/lanyard-\(getpid())")
        for directory in [left, used] { try FileTree.makeDirectory(directory + "/u.c") }
        for directory in [left, used] {
            let record = ControlGroupRemoval(directories: [directory]).json.serialized()
            try FileTree.write(record, to: files.path + "/record", mode: 0o600)
            groups.sweep()
            #expect(FileTree.kind(files.path + "/record") == nil)
        }
        #expect(FileTree.kind(left) == nil)
        #expect(FileTree.kind(used + "/u.c") == .directory)
        #expect(ControlGroupRemoval(["directories": ["/etc"]]) == nil)
        let removal = ControlGroupRemoval(directories: ["/a/lanyard-1"], controllers: ["cpu"], origin: "/a")
        #expect(ControlGroupRemoval(removal.json) == removal)
    }
}
