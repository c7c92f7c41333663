import Ambient
import JSONTree
import KubernetesAPI
import KubernetesService
import Testing

@testable import NodeRuntime

/// Numbers and quantities that somebody wrote to end the node: it reads them all, and lives on.
@Suite struct HostileNumberTests {
    private static let numbers: [Int] = [
        .max, .min, .max - 1, .min + 1, -1, 0, 1 << 53, Int(Int32.max), Int(Int32.max) + 1, Int(Int32.min),
        Int(UInt32.max),
        Int(UInt32.max) + 1, 1 << 62, 9_223_372_036, 9_223_372_037, 9_223_372_036_854_776,
    ]

    private static let quantities =
        [
            "9223372036854775807Ei", "-9223372036854775808m", "9223372036854775807Ki", "9223372036854775808", "1e400",
            "-1e400", "1e-400m", "1e308Ti", "nan", "inf", "-inf", "NaNm", "infKi", "0x1p1023Ti", "", "m", "Ki", "-",
            "-0m", "1e",
            "9e99999999999999999999", "0.0000000000000000000001m",
        ] + numbers.map { String($0) }

    @Test("a pause is as long as wanted, or as long as the clock can tell", arguments: numbers)
    func pauses(wanted: Int) async {
        await withTaskGroup(of: Void.self) { group in
            let (began, beginning) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                beginning.finish()
                await pause(seconds: wanted)
            }
            for await _ in began {}
            group.cancelAll()
        }
    }

    @Test("a length of time before now is never longer than there is", arguments: numbers.filter { $0 >= 0 })
    func logsSince(seconds: Int) {
        var request = PodLogRequest(namespace: "", pod: "", uid: "", container: "")
        request.sinceSeconds = seconds
        request.tailLines = seconds
        let line = LogLine(time: 1, isError: false, isPartial: false, text: [97])
        let isLong = seconds >= 1_800_000_000
        let selected = LogSelection(request, now: 1_800_000_000_000_000_000).select([line])
        #expect(selected == (isLong ? [line] : []))
    }

    @Test("restarts that a status tells of are counted on, as far as a count goes", arguments: numbers)
    func restarts(count: Int) {
        var standing = ContainerStanding(["name": "c"], isInit: false, waitingFor: "x")
        standing.resume(
            from: [
                "restartCount": .whole(count),
                "state": ["terminated": ["exitCode": .whole(count), "startedAt": "99999-01-01T00:00:00Z"]],
            ],
            now: Timestamp(seconds: 0)
        )
        standing.countRestart()
        #expect((0...Int(Int32.max)).contains(standing.restartCount))
        #expect(standing.json["restartCount"]?.integer == standing.restartCount)
    }

    @Test("limits, directories, users and fields are read from whatever a pod says", arguments: quantities)
    func pod(quantity: String) throws {
        for value in [JSON.string(quantity)] + (Int(quantity).map { [JSON.whole($0)] } ?? []) {
            let container: JSON = [
                "name": "c", "resources": ["limits": ["cpu": value, "memory": value], "requests": ["cpu": value]],
                "securityContext": ["runAsUser": value, "runAsGroup": value],
            ]
            let pod: JSON = [
                "metadata": ["name": "p", "namespace": "n"],
                "spec": [
                    "containers": [container, container],
                    "securityContext": ["fsGroup": value, "supplementalGroups": [value]],
                    "volumes": [["name": "v", "emptyDir": ["medium": "Memory", "sizeLimit": value]]],
                ],
            ]
            let limits = ResourceLimits(container)
            #expect((limits.quota ?? 1000) >= 1000)
            for directory in EmptyDirectory.all(of: pod) {
                #expect((directory.maximum ?? 1) > 0)
                #expect(directory.mountOptions(of: pod, withGroups: true).contains("mode="))
            }
            #expect((EmptyDirectory.memoryLimit(of: pod) ?? 1) > 0)
            _ = PodUser.user(of: container, in: pod)
            _ = PodUser.common(pod)
            let fields = PodFields(pod: pod, hostAddress: "10.0.0.1")
            for resource in ["limits.cpu", "requests.cpu", "limits.memory"] {
                for divisor in [value, "1", "1m"] {
                    let reference: JSON = ["resource": .string(resource), "divisor": divisor, "containerName": "c"]
                    _ = fields.resource(reference, container: "c")
                }
            }
        }
    }

    @Test("modes of projected files are read from whatever a volume says", arguments: numbers)
    func volume(mode: Int) throws {
        let files = try TemporaryFiles()
        let volume: JSON = [
            "name": "v",
            "configMap": [
                "name": "m", "defaultMode": .whole(mode), "items": [["key": "k", "path": "p", "mode": .whole(mode)]],
            ],
        ]
        let projected = try ProjectedFiles(
            volume: volume,
            fields: PodFields(pod: ["metadata": ["name": "p"]], hostAddress: ""),
            objects: VolumeObjects(
                secret: { _ in nil },
                configMap: { _ in ["data": ["k": "v"]] },
                token: { _, _ in throw VolumeFailure(description: "none") }
            ),
            now: Timestamp(seconds: 0)
        )
        try AtomicWriter(directory: files.path + "/v", group: nil, user: nil)
            .write(projected, at: Timestamp(seconds: 0), number: 1)
        #expect(FileTree.kind(files.path + "/v/p") != nil)
    }
}
