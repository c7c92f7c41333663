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
        #expect((try? ControlGroups.directory(mounts: mounts, membership: membership)) == expected)
    }

    /// A directory in the place of a control group.
    private func groups(_ files: TemporaryFiles, controllers: String) throws -> ControlGroups {
        try FileTree.write(Array(controllers.utf8), to: files.path + "/cgroup.controllers", mode: 0o644)
        return ControlGroups(
            processes: [getpid()],
            mounts: "30 1 0:26 / \(files.path) rw - cgroup2 cgroup2 rw",
            membership: "0::/\n"
        )
    }

    private func text(_ path: String) -> String { String(decoding: FileTree.read(path) ?? [], as: UTF8.self) }

    @Test("a container's group has its limits, and the controllers are handed on to it")
    func group() throws {
        let files = try TemporaryFiles()
        let groups = try groups(files, controllers: "cpuset cpu io memory pids\n")
        #expect(try groups.group(named: "none", limits: ResourceLimits(["name": "c"])) == nil)
        #expect(FileTree.names(in: files.path) == ["cgroup.controllers"])
        let limits = ResourceLimits(Self.container(["memory": "64Mi", "cpu": "250m"]))
        let group = try #require(try groups.group(named: "u.c", limits: limits))
        #expect(group.processes == "\(files.path)/lanyard-\(getpid())/u.c/cgroup.procs")
        #expect(text(group.directory + "/memory.max") == "67108864")
        #expect(text(group.directory + "/memory.oom.group") == "1")
        #expect(text(group.directory + "/cpu.max") == "25000 100000")
        #expect(text(files.path + "/cgroup.subtree_control") == "+cpu +memory")
        #expect(text("\(files.path)/lanyard-\(getpid())/cgroup.subtree_control") == "+cpu +memory")
        #expect(groups.unenforced(limits).isEmpty)
        #expect(!group.wasOutOfMemory)
        let events = "low 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 1\n"
        try FileTree.write(Array(events.utf8), to: group.directory + "/memory.events", mode: 0o644)
        #expect(group.wasOutOfMemory)
    }

    @Test("what the kernel refuses beside the limits is told", arguments: [true, false])
    func shortcomings(hasSwap: Bool) throws {
        let files = try TemporaryFiles()
        try FileTree.write(Array("memory".utf8), to: files.path + "/cgroup.controllers", mode: 0o644)
        let groups = ControlGroups(
            processes: [getpid()],
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
                "cgroup v2 has neither memory nor cpu in \(none.path); cgroup v1 is not used": [
                    "cpu 250m", "example.com/gpu 1", "memory 64Mi",
                ]
            ]
        )
        #expect(try without.group(named: "u.c", limits: all) == nil)
        #expect(without.unenforced(ResourceLimits(["name": "c"])).isEmpty)
    }
}
