import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct WebhookTests {
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"

    /// A configuration with one webhook, at a path of its own.
    private static func configuration(_ name: String, _ changes: JSON = .empty) -> JSON {
        let webhook: JSON = [
            "name": .string("\(name).example.com"), "sideEffects": "None", "admissionReviewVersions": ["v1"],
            "clientConfig": ["url": .string("https://webhook.example:8443/\(name)")],
            "rules": [
                ["operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]]
            ],
        ]
        return ["metadata": ["name": .string(name)], "webhooks": [MergePatch.apply(changes, to: webhook)]]
    }

    private static func annotate(_ key: String) -> JSON {
        ScriptedWebhook.patch([["op": "add", "path": "/metadata/annotations", "value": .object([key: "yes"])]])
    }

    @Test func `a review is as a recorded one, and its patch is stored`() async throws {
        let webhook = ScriptedWebhook { _, _ in
            ScriptedWebhook.patch([
                ["op": "add", "path": "/spec/containers/-", "value": ["name": "side", "image": "busybox"]]
            ])
        }
        try await Cluster.with(webhooks: webhook) { cluster in
            let stored = try await cluster.created(Self.configurations, Self.configuration("a"))
            let first = try #require(stored["webhooks"]?.array?.first)
            #expect(first["failurePolicy"] == "Fail")
            #expect(first["timeoutSeconds"] == 10)
            var pod = Cluster.pod("p")
            pod.set("metadata", to: ["generateName": "p-", "labels": ["app": "x"]])
            let created = try await cluster.created(Self.pods, pod)
            let (call, request) = try #require(webhook.called.first)
            #expect(call.target == "/a?timeout=10s")
            #expect(call.authority == "webhook.example:8443")
            #expect(
                request.object?.keys == [
                    "uid", "kind", "resource", "requestKind", "requestResource", "namespace", "operation", "userInfo",
                    "object", "oldObject", "dryRun", "options",
                ]
            )
            #expect(request["kind"] == ["group": "", "version": "v1", "kind": "Pod"])
            #expect(request["options"] == ["kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1"])
            let object = try #require(request["object"])
            #expect(
                object["metadata"]?.means(["generateName": "p-", "namespace": "default", "labels": ["app": "x"]])
                    == true
            )
            #expect(object["status"] == .empty)
            #expect(object.at("spec", "volumes")?.array?.first?["name"]?.string?.hasPrefix("kube-api-access-") == true)
            // The container that the webhook added is defaulted, and has the token as well.
            let side = try #require(created.at("spec", "containers")?.array?.last)
            #expect(side["name"] == "side")
            #expect(side["imagePullPolicy"] == "Always")
            #expect(side["volumeMounts"]?.array?.first?["name"] == created.at("spec", "volumes")?.array?.first?["name"])
            #expect(created.at("spec", "volumes")?.array?.count == 1)
        }
    }

    @Test(arguments: [
        (#"{}"#, true), (#"{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"default"}}}"#, true),
        (#"{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"web"}}}"#, false),
        (#"{"namespaceSelector":{"matchExpressions":[{"key":"skip","operator":"DoesNotExist"}]}}"#, true),
        (#"{"objectSelector":{"matchLabels":{"app":"x"}}}"#, true),
        (#"{"objectSelector":{"matchLabels":{"app":"y"}}}"#, false),
        (#"{"rules":[{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*"]}]}"#, true),
        (#"{"rules":[{"operations":["UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}"#, false),
        (
            #"{"rules":[{"operations":["CREATE"],"apiGroups":["apps"],"apiVersions":["v1"],"resources":["pods"]}]}"#,
            false
        ),
        (
            #"{"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods/status"]}]}"#,
            false
        ),
        (
            #"{"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"scope":"Cluster"}]}"#,
            false
        ),
        (#"{"rules":null}"#, false),
    ])
    func `a webhook hears of what it asked for`(_ changes: String, _ called: Bool) async throws {
        let webhook = ScriptedWebhook { _, _ in ["allowed": true] }
        let changes = try JSON(parsing: Array(changes.utf8))
        try await Cluster.with(webhooks: webhook) { cluster in
            try await cluster.created(Self.configurations, Self.configuration("a", changes))
            var pod = Cluster.pod("p")
            pod.set("metadata", "labels", to: ["app": "x"])
            try await cluster.created(Self.pods, pod)
            #expect(webhook.called.count == (called ? 1 : 0))
        }
    }

    @Test func `webhooks are called in order, each sees what the last has changed, and again if it asks for that`()
        async throws
    {
        let webhook = ScriptedWebhook { path, request in
            switch path {
            case "/a": return ["allowed": true]
            case "/b" where request["object"]?.at("metadata", "annotations", "b") == nil: return Self.annotate("b")
            default: return ["allowed": true]
            }
        }
        try await Cluster.with(webhooks: webhook) { cluster in
            for (name, policy) in [("b", "Never"), ("a", "IfNeeded"), ("c", "IfNeeded")] {
                let changes: JSON = ["reinvocationPolicy": .string(policy)]
                try await cluster.created(Self.configurations, Self.configuration(name, changes))
            }
            let pod = try await cluster.pod("p")
            #expect(webhook.paths == ["/a", "/b", "/c", "/a"])
            #expect(webhook.called.last?.request["object"]?.at("metadata", "annotations", "b") == "yes")
            #expect(pod.at("metadata", "annotations") == ["b": "yes"])
        }
    }

    @Test(arguments: [
        (#"{"status":{"message":"no"}}"#, 400, #"admission webhook "a.example.com" denied the request: no"#),
        (
            #"{"status":{"code":403,"reason":"Forbidden"}}"#, 403,
            #"admission webhook "a.example.com" denied the request: Forbidden"#
        ),
        (
            #"{"status":{"code":200}}"#, 400,
            #"admission webhook "a.example.com" denied the request without explanation"#
        ),
        (#"{}"#, 400, #"admission webhook "a.example.com" denied the request without explanation"#),
    ])
    func `a refusal reaches the client, whatever the failure policy`(
        _ text: String,
        _ code: Int,
        _ message: String
    ) async throws {
        var response = try JSON(parsing: Array(text.utf8))
        response.set("allowed", to: false)
        let answer = response
        for policy in ["Fail", "Ignore"] {
            try await Cluster.with(webhooks: ScriptedWebhook { _, _ in answer }) { cluster in
                let configuration = Self.configuration("a", ["failurePolicy": .string(policy)])
                try await cluster.created(Self.configurations, configuration)
                let refused = try await cluster.send("POST", Self.pods, Cluster.pod("p"))
                #expect(refused.status == code)
                #expect(refused.message == message)
                #expect(try await cluster.send("GET", "\(Self.pods)/p").status == 404)
            }
        }
    }

    /// Answers that are no answers.
    private static let bad: [(JSON, String)] = [
        (["apiVersion": "admission.k8s.io/v1beta1", "kind": "AdmissionReview"], "expected webhook response of"),
        (["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"], "webhook response was absent"),
        (["allowed": true, "uid": "other"], "expected response.uid="),
        (["allowed": true, "patchType": "JSONPatch"], "not response.patch"),
        (["allowed": true, "patchType": "MergePatch", "patch": "W10="], "response.patchType"),
        (["allowed": true, "patchType": "JSONPatch", "patch": "%%%"], "no JSON patch in base64"),
        (ScriptedWebhook.patch([["op": "remove", "path": "/absent"]]), "the patch cannot be applied"),
        (ScriptedWebhook.patch([["op": "replace", "path": "", "value": 1]]), "the result of the patch is no object"),
    ]

    @Test(arguments: bad.indices)
    func `a failed call refuses, or is let through with a warning and an Event`(_ index: Int) async throws {
        let (answer, words) = Self.bad[index]
        for isIgnored in [false, true] {
            try await Cluster.with(webhooks: ScriptedWebhook { _, _ in answer }) { cluster in
                let policy: JSON = ["failurePolicy": isIgnored ? "Ignore" : "Fail"]
                try await cluster.created(Self.configurations, Self.configuration("a", policy))
                let result = try await cluster.send("POST", Self.pods, Cluster.pod("p"))
                #expect(result.status == (isIgnored ? 201 : 500))
                let said = isIgnored ? result.response.warnings.first ?? "" : result.message
                #expect(said.contains(#"failed calling webhook "a.example.com": failed to call webhook: "#))
                #expect(said.contains(words), "\(said)")
                let events = try await cluster.send("GET", "/api/v1/namespaces/default/events")
                let event = events.json["items"]?.array?.first { $0.at("involvedObject", "name") == "a" }
                #expect(event?["reason"] == (isIgnored ? "FailedCallIgnored" : "FailedCall"))
            }
        }
    }

    @Test func `what admission warned of stays with the pod as an Event, and not of a dry run`() async throws {
        let webhook = ScriptedWebhook { _, _ in ["allowed": true, "warnings": ["this pod has no identity"]] }
        try await Cluster.with(webhooks: webhook) { cluster in
            try await cluster.created(Self.configurations, Self.configuration("a"))
            let dry = try await cluster.send("POST", Self.pods + "?dryRun=All", Cluster.pod("p"))
            #expect(dry.status == 201 || dry.status == 400)
            let pod = try await cluster.pod("p")
            let list = try await cluster.send("GET", "/api/v1/namespaces/default/events")
            let events = (list.json["items"]?.array ?? []).filter { $0["reason"] == "AdmissionWarning" }
            #expect(events.count == 1)
            #expect(events.first?.at("involvedObject", "uid") == .string(pod.uid))
            #expect(events.first?["message"] == "this pod has no identity")
            try await cluster.service.warn(
                aboutServiceAccount: "ghost",
                namespace: "default",
                reason: "RoleInvalid",
                message: "no role"
            )
            try await cluster.service.warn(aboutServiceAccount: "a", namespace: "gone", reason: "R", message: "m")
            let all = try await cluster.send("GET", "/api/v1/events").json["items"]?.array ?? []
            let ghost = all.first { $0.at("involvedObject", "name") == "ghost" }
            #expect(ghost?.at("involvedObject", "kind") == "ServiceAccount")
            #expect(!all.contains { $0["reason"] == "R" })
        }
    }

    @Test func `a webhook by service is found where it is registered, under the service's name`() async throws {
        let webhook = ScriptedWebhook { _, _ in ["allowed": true] }
        try await Cluster.with(webhooks: webhook) { cluster in
            let client: JSON = [
                "clientConfig": [
                    "url": nil, "service": ["name": "hook", "namespace": "kube-system", "path": "/mutate"],
                ]
            ]
            try await cluster.created(Self.configurations, Self.configuration("a", client))
            let refused = try await cluster.send("POST", Self.pods, Cluster.pod("p"))
            #expect(refused.status == 500)
            #expect(refused.message.contains("no service kube-system/hook:443: this cluster has no service network"))
            let services = cluster.service.webhookServices
            services.register(namespace: "kube-system", name: "hook", host: "127.0.0.1", at: 9443)
            try await cluster.pod("p")
            let call = try #require(webhook.called.first?.call)
            #expect(call.host == "127.0.0.1" && call.port == 9443)
            #expect(call.serverName == "hook.kube-system.svc")
            #expect(call.authority == "hook.kube-system.svc:443")
            #expect(call.target == "/mutate?timeout=10s")
        }
    }

    @Test func `a dry run calls only webhooks without side effects, and updates and deletions are heard of`()
        async throws
    {
        let webhook = ScriptedWebhook { _, request in
            request["operation"] == "DELETE" ? ["allowed": false] : Self.annotate("seen")
        }
        try await Cluster.with(webhooks: webhook) { cluster in
            let rules: JSON = [
                "rules": [
                    ["operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]]
                ]
            ]
            try await cluster.created(Self.configurations, Self.configuration("a", rules))
            let maps = "/api/v1/namespaces/default/configmaps"
            let dry = try await cluster.send("POST", "\(maps)?dryRun=All", ["metadata": ["name": "m"]])
            #expect(dry.json.at("metadata", "annotations") == ["seen": "yes"])
            #expect(webhook.called.last?.request["dryRun"] == true)
            try await cluster.created(maps, ["metadata": ["name": "m"]])
            let patched = try await cluster.patch("\(maps)/m", "merge-patch", ["data": ["k": "v"]])
            #expect(patched.status == 200, "\(patched.message)")
            let update = try #require(webhook.called.last?.request)
            #expect(update["operation"] == "UPDATE")
            #expect(update["object"]?.at("data", "k") == "v")
            #expect(update["oldObject"]?["data"] == nil)
            #expect(update["name"] == "m")
            #expect(try await cluster.send("DELETE", "\(maps)/m").status == 400)
            #expect(try await cluster.send("GET", "\(maps)/m").json.at("data", "k") == "v")
        }
    }

    @Test func `warnings reach the client, within limits`() async throws {
        let long = String(repeating: "x", count: 1_000)
        let webhook = ScriptedWebhook { _, _ in ["allowed": true, "warnings": .strings(["careful", long])] }
        try await Cluster.with(webhooks: webhook) { cluster in
            try await cluster.created(Self.configurations, Self.configuration("a"))
            let answer = try await cluster.send("POST", Self.pods, Cluster.pod("p"))
            #expect(answer.response.warnings == ["careful", String(long.prefix(256))])
        }
    }

    @Test(arguments: [
        (#"{"name":"short"}"#, "at least three segments"),
        (#"{"clientConfig":{"url":"http://a.example/"}}"#, "must be an https URL"),
        (#"{"clientConfig":{"url":"https://u@a.example/"}}"#, "must be an https URL"),
        (#"{"clientConfig":{"url":null}}"#, "exactly one of url or service"),
        (#"{"clientConfig":{"service":{"name":"a","namespace":"b"}}}"#, "exactly one of url or service"),
        (#"{"clientConfig":{"caBundle":"YQ=="}}"#, "unable to load root certificates"),
        (#"{"admissionReviewVersions":["v1beta1"]}"#, "must include v1"),
        (#"{"sideEffects":"Some"}"#, "Unsupported value"), (#"{"sideEffects":null}"#, "must specify one of"),
        (#"{"timeoutSeconds":31}"#, "between 1 and 30"), (#"{"failurePolicy":"Retry"}"#, "Unsupported value"),
        (
            #"{"matchConditions":[{"name":"a","expression":"true"}]}"#,
            "matchConditions (CEL) are not supported by this cluster"
        ),
        (
            #"{"rules":[{"operations":["READ"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}"#,
            "Unsupported value"
        ),
        (
            #"{"objectSelector":{"matchExpressions":[{"key":"a","operator":"Like"}]}}"#,
            "not a valid label selector operator"
        ),
    ])
    func `a configuration that cannot work is refused`(_ changes: String, _ words: String) async throws {
        let changes = try JSON(parsing: Array(changes.utf8))
        try await Cluster.with { cluster in
            let answer = try await cluster.send("POST", Self.configurations, Self.configuration("a", changes))
            #expect(answer.status == 422)
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }
}
