import Ambient
import JSONTree
import Testing

@testable import KubernetesAPI

struct TableTests {
    private let now = Timestamp(seconds: 1_795_480_200)

    @Test(
        arguments: [
            (#"{"restartCount":0}"#, "0"), (#"{"restartCount":3}"#, "3"),
            (#"{"restartCount":3,"lastState":{"terminated":{"finishedAt":"2026-11-24T00:29:50Z"}}}"#, "3 (10s ago)"),
        ]
    )
    func `restarts are counted, and how long ago the last was`(_ container: String, _ cell: String) throws {
        let pod: JSON = ["metadata": ["name": "p"], "status": ["containerStatuses": [try parsed(container)]]]
        let table = Table(of: .pods, now: now).json([pod], metadata: .empty, including: nil)
        #expect(table["rows"]?.array?.first?["cells"]?.array?[3] == .string(cell))
    }

    @Test(
        arguments: [
            ([[:]], "BestEffort"), ([["limits": ["cpu": "0"]]], "BestEffort"),
            ([["requests": ["cpu": 1]]], "Burstable"),
            ([["limits": ["cpu": "1", "memory": "1Mi"], "requests": ["cpu": "1", "memory": "1Mi"]]], "Guaranteed"),
            (
                [["limits": ["cpu": "1", "memory": "1Mi"], "requests": ["cpu": "1", "memory": "1Mi"]], [:]], "Burstable"
            ),
            ([["limits": ["cpu": "1", "memory": "1Mi"], "requests": ["cpu": "500m", "memory": "1Mi"]]], "Burstable"),
        ] as [([JSON], String)]
    )
    func `the quality of service follows from requests and limits`(_ resources: [JSON], _ quality: String) {
        let pod: JSON = ["spec": ["containers": .array(resources.map { ["resources": $0] })]]
        #expect(QualityOfService(of: pod).rawValue == quality)
    }

    @Test(arguments: [
        (#"{"status":{"phase":"Pending"}}"#, "0/1", "Pending"),
        (
            #"{"status":{"phase":"Running","containerStatuses":[{"ready":true,"restartCount":2,"state":{"running":{}}}]}}"#,
            "1/1", "Running"
        ),
        (
            #"{"status":{"phase":"Pending","containerStatuses":[{"ready":false,"state":{"waiting":{"reason":"ErrImagePull"}}}]}}"#,
            "0/1", "ErrImagePull"
        ),
        (
            #"{"status":{"phase":"Succeeded","containerStatuses":[{"state":{"terminated":{"reason":"Completed","exitCode":0}}}]}}"#,
            "0/1", "Completed"
        ),
        (
            #"{"status":{"phase":"Pending","initContainerStatuses":[{"state":{"running":{}}}]},"spec":{"initContainers":[{}]}}"#,
            "0/1", "Init:0/1"
        ),
        (
            #"{"status":{"phase":"Running","initContainerStatuses":[{"name":"s","started":true,"ready":true,"state":{"running":{}}}],"containerStatuses":[{"ready":true,"state":{"running":{}}}]},"spec":{"initContainers":[{"name":"s","restartPolicy":"Always"}]}}"#,
            "2/2", "Running"
        ),
        (
            #"{"status":{"phase":"Pending","initContainerStatuses":[{"name":"s","started":false,"state":{"running":{}}}]},"spec":{"initContainers":[{"name":"s","restartPolicy":"Always"}]}}"#,
            "0/2", "Init:0/1"
        ),
        (
            #"{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],"containerStatuses":[{"state":{"terminated":{"reason":"Completed","exitCode":0}}},{"ready":true,"state":{"running":{}}}]}}"#,
            "1/1", "NotReady"
        ),
        (
            #"{"metadata":{"deletionTimestamp":"2026-11-24T00:00:00Z"},"status":{"phase":"Running"}}"#, "0/1",
            "Terminating"
        ),
    ])
    func `a pod's row shows its state`(_ text: String, _ ready: String, _ status: String) throws {
        var pod = try parsed(text)
        pod.set("metadata", "name", to: "p")
        pod.set("spec", "containers", to: [["name": "a"]])
        let table = Table(of: .pods, now: now).json([pod], metadata: .empty, including: nil)
        let cells = try #require(table["rows"]?.array?.first?["cells"]?.array)
        #expect(cells[0] == "p")
        #expect(cells[1] == .string(ready))
        #expect(cells[2] == .string(status))
        let columns = try #require(table["columnDefinitions"]?.array)
        #expect(columns.count == cells.count)
        #expect(columns.prefix(5).compactMap { $0["name"]?.string } == ["Name", "Ready", "Status", "Restarts", "Age"])
    }

    @Test func `rows carry as much of the object as was asked for`() {
        let object: JSON = ["metadata": ["name": "a"], "data": ["k": "v"]]
        let table = Table(of: .configMaps, now: now)
        func shown(_ including: String?) -> JSON? {
            table.json([object], metadata: .empty, including: including)["rows"]?.array?.first?["object"]
        }
        #expect(shown("Object") == object)
        #expect(shown("None") == nil)
        #expect(shown(nil)?["kind"] == "PartialObjectMetadata")
        #expect(shown(nil)?["data"] == nil)
    }

    @Test(arguments: APIResource.all.filter(\.isStored))
    func `every resource has as many cells as columns`(_ resource: APIResource) {
        let table = Table(of: resource, now: now).json([["metadata": ["name": "a"]]], metadata: .empty, including: nil)
        let cells = table["rows"]?.array?.first?["cells"]?.array
        #expect(cells?.count == table["columnDefinitions"]?.array?.count)
    }

    @Test(arguments: [
        (5, "5s"), (119, "119s"), (120, "2m"), (305, "5m5s"), (7200, "120m"), (10_800, "3h"), (90_000, "25h"),
        (172_800, "2d"),
        (864_000, "10d"),
    ])
    func `an age is short`(_ seconds: Int, _ text: String) {
        #expect(Age.text(from: now.adding(seconds: Int64(-seconds)), to: now) == text)
    }
}
