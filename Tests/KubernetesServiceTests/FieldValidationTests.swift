import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct FieldValidationTests {
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let deployments = "/apis/apps/v1/namespaces/default/deployments"

    private static let wrong: JSON = [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
        "spec": ["contaners": [], "containers": [["name": "a", "image": "busybox", "commandd": ["x"]]]],
    ]

    @Test func `unknown fields are refused, warned of or dropped, as the request asks`() async throws {
        try await Cluster.with { cluster in
            let strict = try await cluster.send("POST", "\(Self.pods)?fieldValidation=Strict", Self.wrong)
            #expect(strict.status == 400)
            #expect(
                strict.message
                    == #"Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "#
                    + #""spec.contaners", unknown field "spec.containers[0].commandd""#
            )
            let warned = try await cluster.send("POST", Self.pods, Self.wrong)
            #expect(warned.status == 201)
            #expect(
                warned.response.warnings == [
                    #"unknown field "spec.contaners""#, #"unknown field "spec.containers[0].commandd""#,
                ]
            )
            #expect(warned.json.at("spec", "contaners") == nil)
            let events = try await cluster.send("GET", "/api/v1/namespaces/default/events")
            #expect(
                !(events.json["items"]?.array ?? []).contains { $0["message"]?.string?.contains("unknown") == true }
            )
            var other = Self.wrong
            other.set("metadata", "name", to: "q")
            let ignored = try await cluster.send("POST", "\(Self.pods)?fieldValidation=Ignore", other)
            #expect(ignored.status == 201 && ignored.response.warnings.isEmpty)
            let odd = try await cluster.send("POST", "\(Self.pods)?fieldValidation=Loose", other)
            #expect(odd.status == 422)
            #expect(odd.message.contains(#"supported values: "Ignore", "Strict", "Warn""#))
        }
    }

    @Test func `patches are checked by what they make of the object`() async throws {
        try await Cluster.with { cluster in
            try await cluster.pod("p")
            let patch: JSON = ["metadata": ["lables": ["a": "b"]]]
            for kind in ["merge-patch", "strategic-merge-patch"] {
                let strict = try await cluster.patch("\(Self.pods)/p?fieldValidation=Strict", kind, patch)
                #expect(strict.status == 400)
                #expect(strict.message == #"strict decoding error: unknown field "metadata.lables""#)
                let warned = try await cluster.patch("\(Self.pods)/p", kind, patch)
                #expect(warned.status == 200)
                #expect(warned.response.warnings == [#"unknown field "metadata.lables""#])
                let wrong = try await cluster.patch("\(Self.pods)/p", kind, ["metadata": ["labels": ["a": 1]]])
                #expect(wrong.status == 422)
                #expect(wrong.message.hasPrefix(#" "" is invalid: patch: Invalid value: "#))
            }
        }
    }

    @Test func `a value of a wrong type and a field that is there twice are refused`() async throws {
        try await Cluster.with { cluster in
            let wrong = try await cluster.send("POST", Self.deployments, ["spec": ["replicas": "two"]])
            #expect(wrong.status == 400)
            #expect(
                wrong.message
                    == #"Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string "#
                    + "into Go struct field DeploymentSpec.spec.replicas of type int32"
            )
            let response = await cluster.service.respond(
                to: KubernetesRequest(
                    method: "POST",
                    path: Self.pods,
                    headers: ["content-type": "application/json"],
                    body: Array(#"{"spec": {"hostname": "a", "hostname": "b"}}"#.utf8),
                    certificate: Cluster.administrator
                )
            )
            guard case .bytes(let bytes) = response.body else { return }
            #expect(response.status == 400)
            #expect(
                String(decoding: bytes, as: UTF8.self).contains(#"strict decoding error: duplicate field \"hostname\""#)
            )
        }
    }
}
