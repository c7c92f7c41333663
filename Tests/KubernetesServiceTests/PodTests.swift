import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct PodTests {
    private static let pods = "/api/v1/namespaces/default/pods"

    @Test func `a pod gets its token volume, its own five characters, and waits for a node`() async throws {
        try await Cluster.with { cluster in
            let pod = try await cluster.pod("p")
            let volume = try #require(pod.at("spec", "volumes")?.array?.first)
            let name = try #require(volume["name"]?.string)
            #expect(name.wholeMatch(of: /kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}/) != nil)
            let sources = volume.at("projected", "sources")?.array
            #expect(sources?.count == 3)
            #expect(sources?.first?.at("serviceAccountToken", "expirationSeconds") == 3607)
            #expect(pod.at("spec", "serviceAccount") == "default")
            #expect(pod.at("status", "phase") == "Pending")
            let condition = try #require(pod.at("status", "conditions")?.array?.first)
            #expect(condition["type"] == "PodScheduled")
            #expect(condition["status"] == "False")
            #expect(condition["message"]?.string?.contains("has no node that runs pods") == true)
        }
    }

    @Test func `a pod of a service account that is not there is refused`() async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("POST", Self.pods, Cluster.pod("p", account: "absent"))
            #expect(answer.status == 403)
            #expect(
                answer.message
                    == #"pods "p" is forbidden: error looking up service account default/absent: serviceaccount "absent" not found"#
            )
        }
    }

    @Test func `a pod is bound once there is a node, and only to one that it selects`() async throws {
        try await Cluster.with { cluster in
            try await cluster.pod("p")
            var choosy = Cluster.pod("choosy")
            choosy.set("spec", "nodeSelector", to: ["disk": "ssd"])
            try await cluster.created(Self.pods, choosy)
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "n"]])
            let bound = try await cluster.send("GET", "\(Self.pods)/p").json
            #expect(bound.at("spec", "nodeName") == "n")
            let waiting = try await cluster.send("GET", "\(Self.pods)/choosy").json
            #expect(waiting.at("spec", "nodeName") == nil)
            _ = try await cluster.patch("/api/v1/nodes/n", "merge-patch", ["metadata": ["labels": ["disk": "ssd"]]])
            #expect(try await cluster.send("GET", "\(Self.pods)/choosy").json.at("spec", "nodeName") == "n")
            let again = try await cluster.send("POST", "\(Self.pods)/p/binding", ["target": ["name": "m"]])
            #expect(again.status == 409)
        }
    }

    @Test func `a pod on a node is deleted with grace, one without at once`() async throws {
        try await Cluster.with { cluster in
            try await cluster.pod("waiting")
            _ = try await cluster.send("DELETE", "\(Self.pods)/waiting")
            #expect(try await cluster.send("GET", "\(Self.pods)/waiting").status == 404)
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "n"]])
            try await cluster.pod("bound")
            _ = try await cluster.send("DELETE", "\(Self.pods)/bound")
            let ending = try await cluster.send("GET", "\(Self.pods)/bound").json
            #expect(ending.isBeingDeleted)
            #expect(ending.at("metadata", "deletionGracePeriodSeconds") == 30)
            _ = try await cluster.send("DELETE", "\(Self.pods)/bound", ["gracePeriodSeconds": 0])
            #expect(try await cluster.send("GET", "\(Self.pods)/bound").status == 404)
        }
    }

    @Test func `nothing runs in a pod without a node, its log is empty, and the answer says why`() async throws {
        try await Cluster.with { cluster in
            try await cluster.pod("p")
            let answer = try await cluster.send("GET", "\(Self.pods)/p/exec?command=ls")
            #expect(answer.status == 400)
            #expect(answer.message.contains("no node"))
            let log = try await cluster.send("GET", "\(Self.pods)/p/log")
            #expect(log.status == 200)
            #expect(log.json == "")
        }
    }

    @Test(
        "What a log's beginning is asked for by must be a time, and only one",
        arguments: [
            ("sinceTime=yesterday", "sinceTime: invalid value \"yesterday\""),
            ("sinceSeconds=-1", "sinceSeconds: invalid value \"-1\""),
            (
                "sinceSeconds=1&sinceTime=2026-11-24T00:02:50Z",
                "at most one of `sinceTime` or `sinceSeconds` may be specified"
            ),
        ]
    )
    func logTimes(query: String, words: String) async throws {
        try await Cluster.with { cluster in
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "n"]])
            try await cluster.pod("bound")
            let answer = try await cluster.send("GET", "\(Self.pods)/bound/log?\(query)")
            #expect(answer.status == 400)
            #expect(answer.message.contains(words))
        }
    }
}
