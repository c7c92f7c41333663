import Ambient
import ClusterStore
import Foundation
import JSONTree
import KubernetesAPI
import Testing

@testable import ControlPlane
@testable import KubernetesService

/// Hostile values at every place of every kind of object, in queries and in patches: the embedded Kubernetes API lives on, no
/// answer is a fault of ours, and every refusal is a Status.
struct KubernetesFuzzTests {
    @Test func `no value in an object ends the process or is answered as our fault`() async throws {
        let (findings, refused) = try await House.with { house in
            let cluster = HostileCluster(house.composition.kubernetes)
            try await cluster.service.bootstrap()
            var run = FuzzRun("kubernetes")
            while run.goesOn, cluster.findings.isEmpty {
                var choice = SeededChoice(run.seed)
                for sample in HostileObjects.all {
                    for place in sample.object.places {
                        // The templates of workloads are like pods.
                        if place.contains(.member("template")), !choice.isOne(in: run.isThorough ? 1 : 20) { continue }
                        for end in [nil] + HostileCluster.ends(sample.object, place).prefix(run.isThorough ? 7 : 2) {
                            let body = HostileCluster.body(sample.object, place, &choice, end: end)
                            run.note(
                                "\(sample.resource.plural) \(String(decoding: body.prefix(20_000), as: UTF8.self))"
                            )
                            try await cluster.make(sample, body, &choice, &run)
                            guard cluster.findings.count < 20 else { return (cluster.findings, cluster.refused) }
                        }
                    }
                }
                for question in HostileObjects.questions {
                    for place in question.object.places {
                        for _ in 0..<3 {
                            run.note("\(question.path) \(place)")
                            await cluster.send(
                                "POST",
                                question.path,
                                HostileCluster.body(question.object, place, &choice)
                            )
                        }
                    }
                }
            }
            return (cluster.findings, cluster.refused)
        }
        #expect(findings == [])
        #expect(refused == [], "of these, no object was taken, so that nothing was done with any")
    }

    @Test func `no query and no protobuf ends the process or is answered as our fault`() async throws {
        let findings = try await House.with { house in
            let cluster = HostileCluster(house.composition.kubernetes)
            try await cluster.service.bootstrap()
            var run = FuzzRun("kubernetes-queries")
            while run.goesOn, cluster.findings.isEmpty {
                var choice = SeededChoice(run.seed)
                let paths =
                    HostileObjects.all.map(\.path) + [
                        "/api/v1/namespaces/default/pods/spoilt/log", "/version", "/apis",
                    ]
                for path in paths {
                    for name in Self.parameters {
                        let value = String(decoding: HostileValues.bytes(&choice), as: UTF8.self)
                        run.note("\(path)?\(name)=\(value.prefix(200))")
                        await cluster.send(
                            "GET",
                            path,
                            query: [(name, value)],
                            as: choice.isOne(in: 2) ? .table : .json
                        )
                        await cluster.send("GET", path + "/spoilt", query: [(name, value)])
                        await cluster.send("DELETE", path + "/spoilt", query: [(name, value)])
                    }
                }
                for _ in 0..<600 {
                    let body = HostileCluster.protobuf(&choice)
                    run.note("protobuf \(body)")
                    await cluster.send("POST", "/api/v1/namespaces/default/serviceaccounts", body, as: .protobuf)
                }
            }
            return cluster.findings
        }
        #expect(findings == [])
    }

    private static let parameters = [
        "limit", "continue", "resourceVersion", "resourceVersionMatch", "timeoutSeconds", "timeout", "fieldSelector",
        "labelSelector", "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "dryRun", "fieldManager",
        "fieldValidation", "pretty", "watch", "allowWatchBookmarks", "sendInitialEvents", "tailLines", "sinceSeconds",
        "sinceTime", "limitBytes", "container", "previous", "timestamps", "includeObject",
    ]
}

/// The embedded Kubernetes API, and what was found wrong with its answers.
final class HostileCluster {
    enum Form {
        case json
        case table
        case protobuf
    }

    let service: KubernetesService
    private(set) var findings: [String] = []
    /// The kinds of which no object was taken yet.
    private(set) var refused = Set(HostileObjects.all.map(\.resource.plural))

    init(_ service: KubernetesService) {
        self.service = service
    }

    /// What ends 64 bits, for a place where a number, a quantity or a time is wanted.
    static func ends(_ object: JSON, _ place: [JSON.Place]) -> [String?] {
        switch object.at(place) {
        case .number: HostileValues.ends
        case .string(let text) where text.first?.isNumber == true: HostileValues.ends
        default: []
        }
    }

    /// An object with `end` or something else that is hostile at a place.
    static func body(
        _ object: JSON,
        _ place: [JSON.Place],
        _ choice: inout SeededChoice,
        end: String? = nil
    ) -> [UInt8] {
        let isBroken = choice.isOne(in: 20)
        return object.replacing(place, with: "spoilt-here").serialized()
            .replacing(
                Array("\"spoilt-here\"".utf8),
                with: end.map { Array($0.utf8) } ?? HostileValues.fragment(&choice, broken: isBroken)
            )
    }

    /// Makes an object; if it is taken, reads, changes and deletes it.
    func make(
        _ sample: HostileObjects.Sample,
        _ body: [UInt8],
        _ choice: inout SeededChoice,
        _ run: inout FuzzRun
    ) async throws {
        guard let made = await send("POST", sample.path, body), made.isTaken,
            let name = made.json.at("metadata", "name")?.string, !name.contains("/")
        else { return }
        refused.remove(sample.resource.plural)
        let path = "\(sample.path)/\(name)"
        await send("GET", path, as: .table)
        // A change of something else makes it be read and counted again.
        await send(
            "PATCH",
            path,
            Array(#"{"spec": {"minReadySeconds": 7}, "data": {"z": "AAAA"}}"#.utf8),
            patch: "merge"
        )
        if choice.isOne(in: 3) { await change(sample, path, &choice) }
        if sample.resource == .deployments || sample.resource == .daemonSets { await work(sample, path, name, &choice) }
        await send("DELETE", path, Array(#"{"gracePeriodSeconds": 0}"#.utf8))
        if await send("GET", path)?.isTaken == true {
            // Finalizers keep what they please.
            await send("PATCH", path, Array(#"{"metadata": {"finalizers": null}}"#.utf8), patch: "merge")
            await send("DELETE", path, Array(#"{"gracePeriodSeconds": 0}"#.utf8))
        }
    }

    /// Changes an object in every form, its status too, and deletes it with options.
    private func change(_ sample: HostileObjects.Sample, _ path: String, _ choice: inout SeededChoice) async {
        let other = choice.pick(sample.object.places)
        await send(
            "PATCH",
            path,
            Self.body(sample.object, other, &choice),
            patch: choice.isOne(in: 2) ? "merge" : "strategic-merge"
        )
        let operation: JSON = [
            "op": .string(choice.pick(["add", "replace", "remove", "test", "copy", "move"])),
            "path": .string(
                "/spec/\(choice.pick(["containers", "webhooks", "replicas"]))/\(choice.pick(HostileValues.numbers))"
            ),
            "from": .string("/metadata/\(choice.pick(HostileValues.texts))"), "value": "spoilt-here",
        ]
        await send("PATCH", path, Self.body([operation], [.element(0), .member("value")], &choice), patch: "json")
        if sample.resource.subresources.contains(where: { $0.name == "status" }) {
            let status: JSON = ["status": HostileObjects.status]
            await send(
                "PATCH",
                "\(path)/status",
                Self.body(status, choice.pick(status.places), &choice),
                patch: "merge"
            )
            await send("GET", path, as: .table)
        }
        let options: JSON = ["gracePeriodSeconds": 1, "preconditions": ["uid": "u"], "propagationPolicy": "Background"]
        await send("DELETE", path, Self.body(options, choice.pick(options.places), &choice))
    }

    /// What the controllers do for a workload, once.
    private func work(
        _ sample: HostileObjects.Sample,
        _ path: String,
        _ name: String,
        _ choice: inout SeededChoice
    ) async {
        let scale: JSON = ["spec": ["replicas": 1]]
        if sample.resource == .deployments {
            await send("GET", "\(path)/scale")
            let place: [JSON.Place] = [.member("spec"), .member("replicas")]
            await send("PATCH", "\(path)/scale", Self.body(scale, place, &choice), patch: "merge")
        }
        guard let object = service.store.snapshot.object(sample.resource, namespace: "default", name: name) else {
            return
        }
        // However many are wanted, a few tell as much.
        let wanted = object.at("spec", "replicas")?.integer ?? 1
        if wanted < 3 {
            await Workload(service: service, object: object, resource: sample.resource).reconcile(
                service.store.snapshot
            )
        } else {
            let template = PodTemplate(of: object, sample.resource)
            _ = RolloutPlan(of: object, template, pods: [template.pod(), template.pod()], now: service.clock.now)
            _ = WorkloadStatus(of: object, pods: [template.pod()], now: service.clock.now).deployment
        }
        await send("DELETE", "/api/v1/namespaces/default/pods", Array(#"{"gracePeriodSeconds": 0}"#.utf8))
    }

    struct Answer {
        let status: Int
        let json: JSON
        var isTaken: Bool { status < 300 }
    }

    /// Sends a request as the administrator, and keeps what is wrong with its answer; nil for one that does not end.
    @discardableResult
    func send(
        _ method: String,
        _ path: String,
        _ body: [UInt8] = [],
        query: [(name: String, value: String)] = [],
        as form: Form = .json,
        patch: String? = nil
    ) async -> Answer? {
        var headers = ["content-type": form == .protobuf ? "application/vnd.kubernetes.protobuf" : "application/json"]
        if let patch { headers["content-type"] = "application/\(patch)-patch+json" }
        if form == .table { headers["accept"] = "application/json;as=Table;v=v1;g=meta.k8s.io" }
        let response = await service.respond(
            to: KubernetesRequest(
                method: method,
                path: path,
                query: query,
                headers: headers,
                body: body,
                certificate: UserInfo(name: "admin", groups: ["system:masters"])
            )
        )
        guard case .bytes(let bytes) = response.body else { return nil }
        let json = try? JSON(
            parsing: bytes,
            limits: JSONLimits(maximumBytes: 1 << 28, maximumDepth: 200, maximumValues: 5_000_000)
        )
        let problem: String? =
            if response.status >= 500 {
                "it is a fault of ours"
            } else if response.contentType.hasPrefix("application/json"), json == nil {
                "it is no JSON"
            } else if response.status >= 400,
                json?["kind"] != "Status" || json?["code"] != .whole(response.status)
                    || json?["message"]?.string?.isEmpty != false || json?["reason"]?.string == nil
            {
                "it is no Status"
            } else {
                nil
            }
        if let problem {
            let shown = String(decoding: bytes.prefix(300), as: UTF8.self)
            findings.append(
                "\(response.status) to \(method) \(path)?\(query) \(String(decoding: body.prefix(2000), as: UTF8.self)): "
                    + "\(problem): \(shown)"
            )
        }
        return Answer(status: response.status, json: json ?? .null)
    }

    // MARK: Protobuf

    /// A service account as `client-go` writes it, with some bytes changed.
    static func protobuf(_ choice: inout SeededChoice) -> [UInt8] {
        func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
            [number << 3 | 2, UInt8(content.count)] + content
        }
        let metadata = field(1, Array("spoilt-protobuf".utf8)) + field(3, Array("default".utf8))
        let object = field(1, metadata) + field(2, field(1, Array("secret".utf8))) + [4 << 3, 1]
        let type = field(1, Array("v1".utf8)) + field(2, Array("ServiceAccount".utf8))
        var bytes = field(1, type) + field(2, object)
        for _ in 0..<Int.random(in: 1...3, using: &choice) {
            let place = Int.random(in: bytes.indices, using: &choice)
            switch Int.random(in: 0..<4, using: &choice) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &choice)
            // Lengths and numbers at the ends of 64 bits, and beyond.
            case 1:
                bytes.replaceSubrange(
                    place...place,
                    with: [UInt8](repeating: 0xFF, count: 9) + [choice.pick([0x00, 0x01, 0x7F, 0xFF])]
                )
            case 2: bytes.replaceSubrange(place...place, with: [UInt8](repeating: 0x80, count: 9) + [0x01])
            default: bytes = Array(bytes.prefix(place + 1))
            }
        }
        return Array("k8s\0".utf8) + bytes
    }
}
