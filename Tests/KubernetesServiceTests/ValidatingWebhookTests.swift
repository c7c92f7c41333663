import ClusterStore
import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct ValidatingWebhookTests {
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let maps = "/api/v1/namespaces/default/configmaps"
    private static let admission = "/apis/admissionregistration.k8s.io/v1"
    private static let validating = admission + "/validatingwebhookconfigurations"
    private static let mutating = admission + "/mutatingwebhookconfigurations"

    /// A configuration with one webhook for pods and config maps, at a path of its own.
    private static func configuration(_ name: String, _ changes: JSON = .empty) -> JSON {
        let webhook: JSON = [
            "name": .string("\(name).example.com"), "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": ["url": .string("https://webhook.example:8443/\(name)")],
            "rules": [
                [
                    "operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"],
                    "resources": ["pods", "configmaps"],
                ]
            ],
        ]
        return ["metadata": ["name": .string(name)], "webhooks": [MergePatch.apply(changes, to: webhook)]]
    }

    @Test func `the resource is discovered, defaulted, shown and checked like its mutating sister`() async throws {
        try await Cluster.with { cluster in
            let discovered = try await cluster.send("GET", Self.admission).json["resources"]?.array ?? []
            #expect(discovered.contains { $0["kind"] == "ValidatingWebhookConfiguration" && $0["namespaced"] == false })
            let stored = try await cluster.created(Self.validating, Self.configuration("a"))
            let first = try #require(stored["webhooks"]?.array?.first)
            #expect(first["failurePolicy"] == "Fail")
            #expect(first["matchPolicy"] == "Equivalent")
            #expect(first["timeoutSeconds"] == 10)
            #expect(first["reinvocationPolicy"] == nil)
            #expect(stored.at("metadata", "generation") == nil)
            let odd = Self.configuration("b", ["name": "short", "timeoutSeconds": 31])
            let refused = try await cluster.send("POST", Self.validating, odd)
            #expect(refused.status == 422)
            #expect(refused.message.contains("at least three segments") && refused.message.contains("between 1 and 30"))
            let table = try await cluster.send(
                "GET",
                Self.validating,
                headers: ["accept": "application/json;as=Table;v=v1;g=meta.k8s.io"]
            )
            #expect(table.json["rows"]?.array?.first?["cells"]?.array?.prefix(2) == ["a", 1])
            #expect(try await cluster.send("DELETE", Self.validating + "/a").status == 200)
        }
    }

    @Test func `it sees the object that mutating webhooks have made, named, and changes nothing`() async throws {
        let webhook = ScriptedWebhook { path, _ in
            let key = path == "/m" ? "mutated" : "validated"
            return ScriptedWebhook.patch([["op": "add", "path": "/metadata/labels", "value": .object([key: "yes"])]])
        }
        try await Cluster.with(webhooks: webhook) { cluster in
            // Only what the other webhook adds makes it concerned.
            let selecting: JSON = ["objectSelector": ["matchLabels": ["mutated": "yes"]]]
            try await cluster.created(Self.validating, Self.configuration("v", selecting))
            try await cluster.created(Self.mutating, Self.configuration("m"))
            var pod = Cluster.pod("p")
            pod.set("metadata", to: ["generateName": "p-"])
            let created = try await cluster.created(Self.pods, pod)
            #expect(webhook.paths == ["/m", "/v"])
            let request = try #require(webhook.called.last?.request)
            #expect(request["name"] == .string(created.name))
            #expect(request["object"]?.name == created.name)
            #expect(request["object"]?.at("metadata", "labels") == ["mutated": "yes"])
            #expect(request["object"]?.at("spec", "restartPolicy") == "Always")
            #expect(created.at("metadata", "labels") == ["mutated": "yes"])
        }
    }

    @Test func `a refusal is the client's error, for creations, changes and deletions`() async throws {
        let webhook = ScriptedWebhook { _, request in
            let isAllowed = request["operation"] == "CREATE" && request["name"] != "bad"
            return ["allowed": .boolean(isAllowed), "status": ["code": 403, "message": "not here"]]
        }
        try await Cluster.with(webhooks: webhook) { cluster in
            try await cluster.created(Self.validating, Self.configuration("v", ["failurePolicy": "Ignore"]))
            try await cluster.created(Self.maps, ["metadata": ["name": "m"], "data": ["k": "v"]])
            let created = try await cluster.send("POST", Self.maps, ["metadata": ["name": "bad"]])
            let changed = try await cluster.patch("\(Self.maps)/m", "merge-patch", ["data": ["k": "w"]])
            let deleted = try await cluster.send("DELETE", "\(Self.maps)/m")
            for answer in [created, changed, deleted] {
                #expect(answer.status == 403)
                #expect(answer.message == #"admission webhook "v.example.com" denied the request: not here"#)
            }
            #expect(webhook.called.dropFirst(2).first?.request["oldObject"]?.at("data", "k") == "v")
            #expect(webhook.called.dropFirst(2).first?.request["object"]?.at("data", "k") == "w")
            #expect(webhook.called.last?.request["object"] == .null)
            #expect(try await cluster.send("GET", "\(Self.maps)/m").json.at("data", "k") == "v")
            #expect(try await cluster.send("GET", "\(Self.maps)/bad").status == 404)
        }
    }

    @Test func `all are heard, their warnings passed on, and the first refusal counts`() async throws {
        let webhook = ScriptedWebhook { path, _ in
            switch path {
            case "/a": ["allowed": true, "warnings": ["from a"]]
            case "/b": ["allowed": false, "status": ["message": "b says no"], "warnings": ["from b"]]
            case "/c": throw WebhookFailure("down")
            default: ["allowed": false, "status": ["message": "d says no"]]
            }
        }
        try await Cluster.with(webhooks: webhook) { cluster in
            for name in ["d", "c", "b", "a"] {
                try await cluster.created(Self.validating, Self.configuration(name))
            }
            let refused = try await cluster.send("POST", Self.maps, ["metadata": ["name": "m"]])
            #expect(refused.message == #"admission webhook "b.example.com" denied the request: b says no"#)
            #expect(refused.response.warnings == ["from a", "from b"])
            #expect(webhook.paths.sorted() == ["/a", "/b", "/c", "/d"])
        }
    }

    @Test(arguments: [("Fail", 500), ("Ignore", 201)])
    func `a failed call refuses, or is let through with a warning and an Event`(
        _ policy: String,
        _ status: Int
    )
        async throws
    {
        let webhook = ScriptedWebhook { _, _ in throw WebhookFailure("down") }
        try await Cluster.with(webhooks: webhook) { cluster in
            let changes: JSON = ["failurePolicy": .string(policy), "timeoutSeconds": 3]
            try await cluster.created(Self.validating, Self.configuration("v", changes))
            let answer = try await cluster.send("POST", Self.maps, ["metadata": ["name": "m"]])
            #expect(answer.status == status)
            let said = status == 201 ? answer.response.warnings.first ?? "" : answer.message
            #expect(said.contains(#"failed calling webhook "v.example.com": failed to call webhook: down"#))
            #expect(webhook.called.first?.call.target == "/v?timeout=3s")
            let events = try await cluster.send("GET", "/api/v1/namespaces/default/events").json["items"]?.array ?? []
            let event = events.first { $0.at("involvedObject", "kind") == "ValidatingWebhookConfiguration" }
            #expect(event?["reason"] == (policy == "Fail" ? "FailedCall" : "FailedCallIgnored"))
        }
    }

    @Test func `it hears neither of objects that are invalid anyway, nor of webhook configurations`() async throws {
        let webhook = ScriptedWebhook { _, _ in ["allowed": false] }
        try await Cluster.with(webhooks: webhook) { cluster in
            let everything: JSON = [
                "rules": [["operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*"]]]
            ]
            try await cluster.created(Self.validating, Self.configuration("v", everything))
            try await cluster.created(Self.mutating, Self.configuration("m"))
            #expect(try await cluster.send("DELETE", Self.mutating + "/m").status == 200)
            let invalid = try await cluster.send("POST", Self.maps, ["metadata": ["name": "Not_A_Name"]])
            #expect(invalid.status == 422)
            #expect(webhook.called.isEmpty)
            #expect(try await cluster.send("DELETE", Self.validating + "/v").status == 200)
        }
    }

    @Test func `a dry run asks only webhooks without side effects`() async throws {
        let webhook = ScriptedWebhook { _, _ in ["allowed": true] }
        try await Cluster.with(webhooks: webhook) { cluster in
            try await cluster.created(Self.validating, Self.configuration("v"))
            #expect(
                try await cluster.send("POST", Self.maps + "?dryRun=All", ["metadata": ["name": "m"]]).status == 201
            )
            #expect(webhook.called.last?.request["dryRun"] == true)
            // One that an earlier version has stored: since v1, none may be registered.
            try await cluster.store.update { draft in
                let stored = draft.snapshot.object(.validatingWebhookConfigurations, namespace: "", name: "v")
                var changed = try #require(stored)
                var hook = try #require(changed["webhooks"]?.array?.first)
                hook.set("sideEffects", to: "Some")
                changed.set("webhooks", to: [hook])
                draft.put(changed, as: .validatingWebhookConfigurations)
            }
            let refused = try await cluster.send("POST", Self.maps + "?dryRun=All", ["metadata": ["name": "m"]])
            #expect(refused.status == 400)
            #expect(refused.message.contains("does not support dry run"))
        }
    }
}
