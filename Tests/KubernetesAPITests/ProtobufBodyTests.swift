import JSONTree
import Testing

@testable import KubernetesAPI

struct ProtobufBodyTests {
    private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        [UInt8(number << 3 | 2), UInt8(content.count)] + content
    }

    private func field(_ number: Int, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

    private func object(_ kind: String, _ raw: [UInt8], version: String = "v1") -> [UInt8] {
        Array("k8s\0".utf8) + field(1, field(1, version) + field(2, kind)) + field(2, raw)
    }

    @Test func `objects are read from protobuf`() throws {
        let metadata = field(1, "c") + field(3, "default") + field(11, field(1, "app") + field(2, "web"))
        let map = object("ConfigMap", field(1, metadata) + field(2, field(1, "k") + field(2, "v")))
        #expect(
            try ProtobufBody.object(map).means([
                "apiVersion": "v1", "kind": "ConfigMap", "data": ["k": "v"],
                "metadata": ["name": "c", "namespace": "default", "labels": ["app": "web"]],
            ])
        )
        let secret = object("Secret", field(1, field(1, "s")) + field(2, field(1, "k") + field(2, [0xFF, 0])))
        #expect(try ProtobufBody.object(secret).at("data", "k") == "/wA=")
    }

    @Test func `a token request is read from protobuf`() throws {
        let spec = field(1, "sts.amazonaws.com") + [4 << 3, 0x90, 0x1C]
        let request = object("TokenRequest", field(2, spec), version: "authentication.k8s.io/v1")
        let read = try ProtobufBody.object(request)
        #expect(read.at("spec", "audiences") == ["sts.amazonaws.com"])
        #expect(read.at("spec", "expirationSeconds") == 3600)
    }

    @Test func `a pod of kubectl debug is refused with what to do instead`() {
        do throws(APIError) {
            _ = try ProtobufBody.object(object("Pod", field(1, field(1, "node-debugger"))))
            Issue.record("the pod was read")
        } catch {
            #expect(error.code == 415)
            #expect(error.message.hasPrefix("Pod is not accepted as protobuf"))
            #expect(error.message.contains("kubectl debug") && error.message.contains("lanyard node exec"))
        }
    }

    @Test func `a deployment is read as kubectl makes it, and one with more than that is refused, not cut`() throws {
        func deployment(_ more: [UInt8]) -> [UInt8] {
            // The fields of gogo's messages are there when they are empty too: resources, hostNetwork, creationTimestamp.
            let container = field(1, "c") + field(2, "busybox") + field(3, "sleep") + field(8, []) + more
            let template = field(1, field(1, "") + field(8, [])) + field(2, field(2, container) + [11 << 3, 0])
            let selector = field(1, field(1, "app") + field(2, "web"))
            let spec = [1 << 3, 2] + field(2, selector) + field(3, template) + field(4, field(1, ""))
            return object(
                "Deployment",
                field(1, field(1, "web")) + field(2, spec) + field(3, [1 << 3, 0]),
                version: "apps/v1"
            )
        }
        #expect(
            try ProtobufBody.object(deployment([])).means([
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                "spec": [
                    "replicas": 2, "selector": ["matchLabels": ["app": "web"]], "strategy": .empty,
                    "template": [
                        "metadata": .empty,
                        "spec": ["containers": [["name": "c", "image": "busybox", "command": ["sleep"]]]],
                    ],
                ],
            ])
        )
        // volumeMounts
        let refused = #expect(throws: APIError.self) {
            try ProtobufBody.object(deployment(field(9, field(1, "v"))))
        }
        #expect(refused?.code == 415)
    }

    @Test func `bytes that are no object are refused, and none is read past its end`() {
        let whole = object("ConfigMap", field(1, field(1, "c")))
        // Without the object itself, what is left is an empty one.
        let envelope = whole.count - 7
        for count in 0..<whole.count where count != envelope {
            let error = #expect(throws: APIError.self) { try ProtobufBody.object(Array(whole.prefix(count))) }
            #expect(error.map { $0.code == 400 || $0.code == 415 } == true, "\(count) bytes")
        }
        let unknown = #expect(throws: APIError.self) { try ProtobufBody.object(object("Ingress", [])) }
        #expect(unknown?.code == 415)
        let group = #expect(throws: APIError.self) { try ProtobufBody.object(object("ConfigMap", [0x0B])) }
        #expect(group?.code == 400)
        let long = #expect(throws: APIError.self) {
            try ProtobufBody.object(object("ConfigMap", Array(repeating: 0xFF, count: 12)))
        }
        #expect(long?.code == 400)
    }
}
