import Ambient
import Glibc
import JSONTree
import KubernetesAPI
import Testing

@testable import NodeRuntime

@Suite struct EmptyDirectoryTests {
    private static func pod(_ volume: JSON, limits: [String?] = [nil], group: Int? = nil) -> JSON {
        let containers = limits.map { limit -> JSON in
            limit.map { ["name": "c", "resources": ["limits": ["memory": .string($0)]]] } ?? ["name": "c"]
        }
        var pod: JSON = ["spec": ["containers": .array(containers), "volumes": [volume]]]
        if let group { pod.set("spec", "securityContext", to: ["fsGroup": .whole(group)]) }
        return pod
    }

    @Test(
        "a tmpfs is as large as its limit or the pod's memory, whichever is less",
        arguments: [
            (["medium": "Memory"], [nil], "mode=0777"),
            (["medium": "Memory", "sizeLimit": "1Mi"], [nil], "size=1048576,mode=0777"),
            (["medium": "Memory", "sizeLimit": "0"], [nil], "mode=0777"),
            (["medium": "Memory", "sizeLimit": 4096], [nil], "size=4096,mode=0777"),
            (["medium": "Memory", "sizeLimit": "1Gi"], ["1Mi", "2Mi"], "size=3145728,mode=0777"),
            (["medium": "Memory"], ["1Mi", nil], "mode=0777"),
        ] as [(JSON, [String?], String)]
    )
    func options(volume: JSON, limits: [String?], expected: String) throws {
        let pod = Self.pod(["name": "v", "emptyDir": volume], limits: limits)
        let directory = try #require(EmptyDirectory.all(of: pod).first)
        #expect(directory.medium == .memory)
        #expect(directory.mountOptions(of: pod, withGroups: true) == expected)
    }

    @Test("its group is the pod's fsGroup, where group ids are real")
    func group() throws {
        let pod = Self.pod(["name": "v", "emptyDir": ["medium": "Memory"]], group: 2000)
        let directory = try #require(EmptyDirectory.all(of: pod).first)
        #expect(directory.mountOptions(of: pod, withGroups: true) == "mode=2777,gid=2000")
        #expect(directory.mountOptions(of: pod, withGroups: false) == "mode=0777")
    }

    @Test("media are told apart; other volumes are none of its kind")
    func media() {
        #expect(EmptyDirectory(["name": "v", "emptyDir": .empty])?.medium == .disk)
        #expect(EmptyDirectory(["name": "v", "emptyDir": ["medium": ""]])?.medium == .disk)
        let huge = EmptyDirectory(["name": "v", "emptyDir": ["medium": "HugePages"]])
        #expect(huge?.medium == .other("HugePages"))
        #expect(EmptyDirectory(["name": "v", "hostPath": ["path": "/srv"]]) == nil)
    }

    @Test("what a directory takes is counted with everything in it, and no further than asked")
    func usage() throws {
        let files = try TemporaryFiles()
        try FileTree.makeDirectory(files.path + "/a/b")
        try FileTree.write([UInt8](repeating: 1, count: 100_000), to: files.path + "/a/b/file", mode: 0o600)
        #expect(symlink("/usr", files.path + "/link") == 0)
        let used = EmptyDirectory.usage(of: files.path, enough: 1 << 30)
        #expect((100_000..<200_000).contains(used))
        #expect(EmptyDirectory.usage(of: files.path, enough: 10) > 10)
        #expect(EmptyDirectory.usage(of: files.path + "/gone", enough: 10) == 0)
    }

    @Test("a subPath of one in memory is looked for and made where the node has mounted it")
    func subPath() throws {
        let files = try TemporaryFiles()
        let objects = VolumeObjects(
            secret: { _ in nil },
            configMap: { _ in nil },
            token: { _, _ in throw VolumeFailure(description: "none") }
        )
        var volumes = PodVolumes(
            directory: "/pods/u-1",
            dataDirectory: files.path + "/data",
            nodeRoot: files.path,
            objects: objects,
            clock: .fixed(Timestamp(seconds: 0)),
            random: .seeded(1)
        )
        let pod = Self.pod(["name": "v", "emptyDir": ["medium": "Memory"]])
        volumes.inMemory = ["v"]
        // Made by the node, and not a second time here.
        try volumes.setUp(pod, hostAddress: "10.0.0.10")
        #expect(FileTree.kind("/pods/u-1") == nil)
        let place = "/pods/u-1/volumes/kubernetes.io~empty-dir/v"
        try FileTree.makeDirectory(files.path + place)
        #expect(symlink("/etc", files.path + place + "/out") == 0)
        func mounts(_ subPath: String) throws -> [Sandbox.Mount] {
            try volumes.mounts(
                of: ["volumeMounts": [["name": "v", "mountPath": "/x", "subPath": .string(subPath)]]],
                in: pod,
                variables: [:]
            )
        }
        #expect(try mounts("a/b") == [Sandbox.Mount(source: place + "/a/b", target: "/x")])
        #expect(FileTree.kind(files.path + place + "/a/b") == .directory)
        #expect(throws: VolumeFailure.self) { try mounts("out/passwd") }
    }
}
