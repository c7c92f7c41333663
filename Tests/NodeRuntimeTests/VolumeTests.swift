import Ambient
import Glibc
import JSONTree
import KubernetesAPI
import Testing

@testable import NodeRuntime

@Suite struct VolumeTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let pod: JSON = [
        "metadata": ["name": "web", "namespace": "shop", "uid": "u-1", "labels": ["b": "2", "a": "1"]],
        "spec": ["containers": [["name": "main"]]],
    ]

    private static let objects = VolumeObjects(
        secret: { $0 == "keys" ? ["kind": "Secret", "data": ["user": "Ym9i", "pass": "cHc="]] : nil },
        configMap: {
            $0 == "settings"
                ? ["kind": "ConfigMap", "data": ["mode": "fast"], "binaryData": ["raw": "AP8="]] : nil
        },
        token: { audience, seconds in
            VolumeToken(text: "token for \(audience)", issuedAt: now, expiresAt: now.adding(seconds: Int64(seconds)))
        }
    )

    private func files(
        _ volume: JSON,
        objects: VolumeObjects = objects,
        known: [String: VolumeToken] = [:],
        now: Timestamp = now
    ) throws -> ProjectedFiles {
        try ProjectedFiles(
            volume: volume,
            fields: PodFields(pod: Self.pod, hostAddress: "10.0.0.10"),
            objects: objects,
            known: known,
            now: now
        )
    }

    @Test("sources are combined, with items, modes and defaults")
    func combination() throws {
        let files = try files([
            "projected": [
                "defaultMode": 256,
                "sources": [
                    ["secret": ["name": "keys", "items": [["key": "user", "path": "s/who", "mode": 384]]]],
                    ["configMap": ["name": "settings"]],
                    ["downwardAPI": ["items": [["path": "labels", "fieldRef": ["fieldPath": "metadata.labels"]]]]],
                    ["serviceAccountToken": ["audience": "sts", "path": "token", "expirationSeconds": 600]],
                    ["secret": ["name": "gone", "optional": true]],
                ],
            ]
        ])
        let found = files.files.map {
            "\($0.path) \(String($0.mode, radix: 8)) \(String(decoding: $0.bytes, as: UTF8.self))"
        }
        #expect(
            found.sorted() == [
                "labels 400 a=\"1\"\nb=\"2\"", "mode 400 fast", "raw 400 \0\u{FFFD}", "s/who 600 bob",
                "token 400 token for sts",
            ]
        )
    }

    @Test(
        "what cannot be projected is refused in kubelet's words",
        arguments: [
            (["secret": ["secretName": "gone"]] as JSON, "secret \"gone\" not found"),
            (["configMap": ["name": "gone"]], "configmap \"gone\" not found"),
            (
                ["secret": ["secretName": "keys", "items": [["key": "x", "path": "x"]]]],
                "references non-existent secret key: x"
            ),
            (["secret": ["secretName": "keys", "items": [["key": "user", "path": "../x"]]]], "invalid path: ../x"),
            (["secret": ["secretName": "keys", "items": [["key": "user", "path": "/x"]]]], "invalid path: /x"),
            (
                ["secret": ["secretName": "keys", "items": [["key": "user", "path": "..data"]]]], "invalid path: ..data"
            ),
            (["nfs": ["path": "/"]], "this kind of volume is not supported here"),
        ] as [(JSON, String)]
    )
    func refusals(volume: JSON, words: String) {
        #expect(throws: VolumeFailure(description: words)) { _ = try self.files(volume) }
    }

    @Test("a token is kept until 80 % of its life or 24 hours, and beyond if there is no other")
    func refreshing() throws {
        let volume: JSON = [
            "projected": ["sources": [["serviceAccountToken": ["path": "token", "expirationSeconds": 1000]]]]
        ]
        let old = VolumeToken(text: "old", issuedAt: Self.now, expiresAt: Self.now.adding(seconds: 1000))
        func text(after seconds: Int64, _ objects: VolumeObjects = Self.objects) throws -> String? {
            let now = Self.now.adding(seconds: seconds)
            let files = try files(volume, objects: objects, known: ["1000 ": old], now: now).files
            return files.first.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        #expect(try text(after: 799) == "old")
        #expect(try text(after: 800) == "token for ")
        var broken = Self.objects
        broken.token = { _, _ in throw VolumeFailure(description: "down") }
        #expect(try text(after: 999, broken) == "old")
        #expect(throws: VolumeFailure(description: "failed to fetch token: down")) { try text(after: 1000, broken) }
        let long = VolumeToken(text: "", issuedAt: Self.now, expiresAt: Self.now.adding(seconds: 1_000_000))
        #expect(long.refreshAt == Self.now.adding(seconds: 86_400))
    }

    private func mode(_ path: String) -> Int {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_mode & 0o7777) : -1
    }

    @Test("files are written as kubelet writes them, and replaced in one step")
    func writing() throws {
        let directory = try TemporaryFiles()
        let volume = directory.path + "/volume"
        let writer = AtomicWriter(directory: volume, group: nil, user: nil)
        try writer.write(try files(["secret": ["secretName": "keys", "defaultMode": 420]]), at: Self.now, number: 7)
        let first = "..2027_01_15_08_00_00.7"
        #expect(FileTree.names(in: volume) == [first, "..data", "pass", "user"])
        #expect(FileTree.kind(volume + "/..data") == .link(first))
        #expect(FileTree.kind(volume + "/user") == .link("..data/user"))
        #expect(FileTree.read(volume + "/user") == Array("bob".utf8))
        #expect(mode(volume) == 0o777)
        #expect(mode(volume + "/" + first) == 0o755)
        #expect(mode(volume + "/..data/user") == 0o644)
        try writer.write(try files(["configMap": ["name": "settings", "defaultMode": 256]]), at: Self.now, number: 8)
        #expect(FileTree.names(in: volume) == ["..2027_01_15_08_00_00.8", "..data", "mode", "raw"])
        #expect(mode(volume + "/..data/mode") == 0o400)
    }

    @Test("with an fsGroup, directories hand it on and files are readable for it, tokens for nobody else")
    func group() throws {
        let directory = try TemporaryFiles()
        let volume = directory.path + "/volume"
        let content = try files([
            "projected": [
                "sources": [["serviceAccountToken": ["path": "token"]], ["configMap": ["name": "settings"]]]
            ]
        ])
        let writer = AtomicWriter(directory: volume, group: Int(getegid()), user: nil)
        try writer.write(content, at: Self.now, number: 7)
        #expect(mode(volume) == 0o2777)
        #expect(mode(volume + "/..2027_01_15_08_00_00.7") == 0o2755)
        #expect(mode(volume + "/..data/token") == 0o640)
        #expect(mode(volume + "/..data/mode") == 0o644)
    }

    private func volumes(_ directory: TemporaryFiles) -> PodVolumes {
        PodVolumes(
            directory: directory.path + "/pod",
            dataDirectory: directory.path + "/data",
            objects: Self.objects,
            clock: .fixed(Self.now),
            random: .seeded(1)
        )
    }

    private func pod(_ volume: JSON) -> JSON {
        var pod = Self.pod
        pod.set("spec", "volumes", to: [volume])
        return pod
    }

    @Test("no path leads to the control plane's keys")
    func keys() throws {
        let directory = try TemporaryFiles()
        try FileTree.makeDirectory(directory.path + "/data/keys")
        #expect(symlink(directory.path + "/data", directory.path + "/link") == 0)
        for path in ["/data", "/data/keys", "/link", "/link/keys", "/../\(directory.path)/data", "/x/../data"] {
            var volumes = volumes(directory)
            let volume: JSON = ["name": "v", "hostPath": ["path": .string(directory.path + path), "type": ""]]
            #expect(throws: VolumeFailure.self, "\(path)") {
                try volumes.setUp(self.pod(volume), hostAddress: "10.0.0.10")
            }
        }
    }

    @Test("a subPath stays in its volume")
    func subPath() throws {
        let directory = try TemporaryFiles()
        var volumes = volumes(directory)
        let pod = pod(["name": "v", "emptyDir": .empty])
        try volumes.setUp(pod, hostAddress: "10.0.0.10")
        let root = directory.path + "/pod/volumes/kubernetes.io~empty-dir/v"
        #expect(symlink("/etc", root + "/out") == 0)
        func mounts(_ subPath: String) throws -> [Sandbox.Mount] {
            try volumes.mounts(
                of: ["volumeMounts": [["name": "v", "mountPath": "/x", "subPath": .string(subPath)]]],
                in: pod,
                variables: [:]
            )
        }
        #expect(try mounts("a/b") == [Sandbox.Mount(source: root + "/a/b", target: "/x")])
        for path in ["out", "out/passwd", "../x", "/etc"] {
            #expect(throws: VolumeFailure.self, "\(path)") { try mounts(path) }
        }
    }
}
