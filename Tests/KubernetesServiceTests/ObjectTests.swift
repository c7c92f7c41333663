import JSONTree
import KubernetesAPI
import StoreConformance
import Testing

@testable import KubernetesService

struct ObjectTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"

    @Test func `every namespace has its service account and its certificate, also one made later`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created("/api/v1/namespaces", ["metadata": ["name": "web"]])
            for namespace in ["default", "kube-system", "kube-public", "kube-node-lease", "web"] {
                let path = "/api/v1/namespaces/\(namespace)"
                let found = try await cluster.send("GET", path)
                #expect(found.json.at("metadata", "labels", "kubernetes.io/metadata.name") == .string(namespace))
                #expect(found.json.at("metadata")?.object?.keys.contains("namespace") == false)
                #expect(try await cluster.send("GET", "\(path)/serviceaccounts/default").status == 200)
                let root = try await cluster.send("GET", "\(path)/configmaps/kube-root-ca.crt")
                #expect(root.json.at("data", "ca.crt")?.string?.contains("CERTIFICATE") == true)
            }
            _ = try await cluster.send("DELETE", "/api/v1/namespaces/web/serviceaccounts/default")
            #expect(try await cluster.send("GET", "/api/v1/namespaces/web/serviceaccounts/default").status == 200)
        }
    }

    @Test func `a generation is the server's to count, whatever an object brings along`() async throws {
        try await Cluster.with { cluster in
            let made = try await cluster.created(
                "/api/v1/nodes",
                ["metadata": ["name": "n", "generation": .whole(.max)], "spec": ["unschedulable": false]]
            )
            #expect(made.at("metadata", "generation") == nil)
            let changed = try await cluster.patch("/api/v1/nodes/n", "merge-patch", ["spec": ["unschedulable": true]])
            #expect(changed.status == 200)
        }
    }

    @Test func `objects survive a restart, whole`() async throws {
        let persistence = MemoryClusterPersistence()
        let pod = try await Cluster.with(persistence: persistence) { cluster in
            try await cluster.pod("p")
            return try await cluster.send("GET", "/api/v1/namespaces/default/pods/p").json
        }
        try await Cluster.with(persistence: persistence) { cluster in
            let again = try await cluster.send("GET", "/api/v1/namespaces/default/pods/p").json
            #expect(again.means(pod))
        }
    }

    @Test func `an update that is based on an old version is a conflict`() async throws {
        try await Cluster.with { cluster in
            let first = try await cluster.created(Self.maps, ["metadata": ["name": "m"], "data": ["k": "1"]])
            var changed = first
            changed.set("data", "k", to: "2")
            #expect(try await cluster.send("PUT", "\(Self.maps)/m", changed).status == 200)
            let late = try await cluster.send("PUT", "\(Self.maps)/m", changed)
            #expect(late.status == 409)
            #expect(late.json["reason"] == "Conflict")
            #expect(
                late.message
                    == #"Operation cannot be fulfilled on configmaps "m": the object has been modified; please apply your changes to the latest version and try again"#
            )
            changed.set("metadata", "resourceVersion", to: .none)
            #expect(try await cluster.send("PUT", "\(Self.maps)/m", changed).status == 200)
            changed.set("metadata", "uid", to: "another")
            #expect(try await cluster.send("PUT", "\(Self.maps)/m", changed).status == 409)
            let missing = try await cluster.send("PUT", "\(Self.maps)/absent", ["metadata": ["name": "absent"]])
            #expect(missing.status == 404)
            let renamed = try await cluster.send("PUT", "\(Self.maps)/m", ["metadata": ["name": "n"]])
            #expect(renamed.status == 400)
        }
    }

    @Test func `what changes nothing keeps the version`() async throws {
        try await Cluster.with { cluster in
            let first = try await cluster.created(Self.maps, ["metadata": ["name": "m"], "data": ["k": "1"]])
            let same = try await cluster.patch("\(Self.maps)/m", "merge-patch", ["data": ["k": "1"]])
            #expect(same.json.resourceVersion == first.resourceVersion)
            let other = try await cluster.patch("\(Self.maps)/m", "merge-patch", ["data": ["k": "2"]])
            #expect(other.json.resourceVersion != first.resourceVersion)
        }
    }

    @Test func `patches of three kinds are applied, server-side apply is refused`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, ["metadata": ["name": "m"], "data": ["k": "1"]])
            let path = "\(Self.maps)/m"
            let json = try await cluster.patch(path, "json-patch", [["op": "remove", "path": "/data/k"]])
            #expect(json.json["data"]?.object?.isEmpty == true)
            #expect(try await cluster.patch(path, "merge-patch", ["data": ["a": "1"]]).json.at("data", "a") == "1")
            let strategic = try await cluster.patch(path, "strategic-merge-patch", ["data": ["b": "2"]])
            #expect(strategic.json["data"] == ["a": "1", "b": "2"])
            let apply = try await cluster.send(
                "PATCH",
                path,
                .empty,
                headers: ["content-type": "application/apply-patch+yaml"]
            )
            #expect(apply.status == 415)
            #expect(apply.message.contains("use kubectl apply without --server-side"))
            #expect(try await cluster.patch(path, "merge-patch", ["metadata": ["name": "other"]]).status == 422)
            #expect(try await cluster.patch(path, "merge-patch", ["metadata": ["resourceVersion": "1"]]).status == 409)
        }
    }

    @Test func `a dry run answers and changes nothing`() async throws {
        try await Cluster.with { cluster in
            let body: JSON = ["metadata": ["name": "m"], "data": ["k": "1"]]
            let dry = try await cluster.send("POST", "\(Self.maps)?dryRun=All", body)
            #expect(dry.status == 201)
            #expect(dry.json.uid.isEmpty == false)
            #expect(try await cluster.send("GET", "\(Self.maps)/m").status == 404)
            try await cluster.created(Self.maps, body)
            #expect(try await cluster.send("DELETE", "\(Self.maps)/m?dryRun=All").status == 200)
            #expect(try await cluster.send("GET", "\(Self.maps)/m").status == 200)
            #expect(try await cluster.send("POST", "\(Self.maps)?dryRun=Some", body).status == 400)
        }
    }

    @Test func `a name is generated, with a limit, and twice not the same`() async throws {
        try await Cluster.with { cluster in
            let long = String(repeating: "a", count: 70)
            var names: Set<String> = []
            for prefix in ["web-", "web-", long] {
                let object = try await cluster.created(Self.maps, ["metadata": ["generateName": .string(prefix)]])
                #expect(object.name.hasPrefix(prefix.prefix(58)))
                #expect(object.name.utf8.count == min(prefix.utf8.count, 58) + 5)
                names.insert(object.name)
            }
            #expect(names.count == 3)
            #expect(try await cluster.send("POST", Self.maps, ["metadata": .empty]).status == 422)
        }
    }

    @Test func `what is created twice, in no namespace, or as something else is refused`() async throws {
        try await Cluster.with { cluster in
            let body: JSON = ["metadata": ["name": "m"]]
            try await cluster.created(Self.maps, body)
            let twice = try await cluster.send("POST", Self.maps, body)
            #expect(twice.status == 409)
            #expect(twice.json["reason"] == "AlreadyExists")
            #expect(twice.message == #"configmaps "m" already exists"#)
            let nowhere = try await cluster.send("POST", "/api/v1/namespaces/none/configmaps", body)
            #expect(nowhere.status == 404)
            #expect(nowhere.message == #"namespaces "none" not found"#)
            #expect(
                try await cluster.send("POST", Self.maps, ["kind": "Secret", "metadata": ["name": "x"]]).status == 400
            )
            let other: JSON = ["metadata": ["name": "x", "namespace": "kube-system"]]
            #expect(try await cluster.send("POST", Self.maps, other).status == 400)
            let versioned: JSON = ["metadata": ["name": "x", "resourceVersion": "7"]]
            #expect(try await cluster.send("POST", Self.maps, versioned).status == 400)
            #expect(try await cluster.send("POST", Self.maps, "text").status == 400)
        }
    }

    @Test(arguments: [
        ("uid", false), ("uid", true), ("resourceVersion", false), ("resourceVersion", true),
    ])
    func `a deletion checks its preconditions`(_ field: String, _ holds: Bool) async throws {
        try await Cluster.with { cluster in
            let object = try await cluster.created(Self.maps, ["metadata": ["name": "m"]])
            let value = holds ? object.at("metadata", field) ?? "" : "9999"
            let body: JSON = ["preconditions": .object(JSONObject(dictionaryLiteral: (field, value)))]
            let answer = try await cluster.send("DELETE", "\(Self.maps)/m", body)
            #expect(answer.status == (holds ? 200 : 409))
            #expect(try await cluster.send("GET", "\(Self.maps)/m").status == (holds ? 404 : 200))
        }
    }

    @Test func `finalizers hold an object until they are gone`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, ["metadata": ["name": "m", "finalizers": ["a.example/b"]]])
            _ = try await cluster.send("DELETE", "\(Self.maps)/m")
            let held = try await cluster.send("GET", "\(Self.maps)/m")
            #expect(held.json.isBeingDeleted)
            _ = try await cluster.patch("\(Self.maps)/m", "merge-patch", ["metadata": ["finalizers": nil]])
            #expect(try await cluster.send("GET", "\(Self.maps)/m").status == 404)
        }
    }

    @Test func `a namespace goes with everything in it`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created("/api/v1/namespaces", ["metadata": ["name": "web"]])
            try await cluster.pod("p", in: "web")
            #expect(try await cluster.send("DELETE", "/api/v1/namespaces/web").status == 200)
            #expect(try await cluster.send("GET", "/api/v1/namespaces/web/pods/p").status == 404)
            #expect(try await cluster.send("DELETE", "/api/v1/namespaces/default").status == 403)
        }
    }

    @Test func `a collection is deleted by selector`() async throws {
        try await Cluster.with { cluster in
            for (name, app) in [("a", "x"), ("b", "y"), ("c", "x")] {
                try await cluster.created(
                    Self.maps,
                    ["metadata": ["name": .string(name), "labels": ["app": .string(app)]]]
                )
            }
            #expect(try await cluster.send("DELETE", "\(Self.maps)?labelSelector=app=x").status == 200)
            let left = try await cluster.send("GET", "\(Self.maps)?labelSelector=app")
            #expect(left.json["items"]?.array?.map(\.name) == ["b"])
        }
    }

    @Test func `pages show one snapshot whatever is written between them, and 410 when it is gone`() async throws {
        try await Cluster.with { cluster in
            for number in 10..<16 {
                try await cluster.created(Self.maps, ["metadata": ["name": .string("m\(number)")]])
            }
            let first = try await cluster.send("GET", "\(Self.maps)?limit=3")
            let next = first.json.at("metadata", "continue")?.string ?? ""
            #expect(try await cluster.send("DELETE", "\(Self.maps)/m13").status == 200)
            try await cluster.created(Self.maps, ["metadata": ["name": "m14a"]])
            _ = try await cluster.patch("\(Self.maps)/m15", "merge-patch", ["data": ["k": "later"]])
            let second = try await cluster.send("GET", "\(Self.maps)?limit=3&continue=\(next)")
            #expect(second.json["items"]?.array?.map(\.name) == ["m12", "m13", "m14"])
            #expect(second.json.resourceVersion == first.json.resourceVersion)
            let last = second.json.at("metadata", "continue")?.string ?? ""
            cluster.advance(seconds: HeldSnapshots.seconds - 1)
            let third = try await cluster.send("GET", "\(Self.maps)?continue=\(last)")
            #expect(third.json["items"]?.array?.map(\.name) == ["m15"])
            #expect(third.json["items"]?.array?.first?["data"] == nil)
            cluster.advance(seconds: 1)
            let late = try await cluster.send("GET", "\(Self.maps)?limit=3&continue=\(next)")
            #expect(late.status == 410 && late.json["reason"] == "Expired")
            #expect(late.message.hasPrefix("The provided continue parameter is too old to display a consistent list"))
            let rest = late.json.at("metadata", "continue")?.string ?? ""
            let now = try await cluster.send("GET", "\(Self.maps)?continue=\(rest)")
            #expect(now.json["items"]?.array?.map(\.name) == ["m12", "m14", "m14a", "m15"])
            #expect(now.json.resourceVersion != first.json.resourceVersion)
            for bad in ["m12", "default/m12", "e30", "%%%"] {
                #expect(try await cluster.send("GET", "\(Self.maps)?continue=\(bad)").status == 400)
            }
            let both = try await cluster.send("GET", "\(Self.maps)?continue=\(rest)&resourceVersion=7")
            #expect(both.message == "specifying resource version is not allowed when using continue")
        }
    }

    @Test func `only so many snapshots are held for lists in pages`() async throws {
        try await Cluster.with { cluster in
            var tokens: [String] = []
            for number in 0...HeldSnapshots.most {
                try await cluster.created(Self.maps, ["metadata": ["name": .string("m\(number)")]])
                let page = try await cluster.send("GET", "\(Self.maps)?limit=1")
                tokens.append(page.json.at("metadata", "continue")?.string ?? "")
            }
            #expect(try await cluster.send("GET", "\(Self.maps)?continue=\(tokens[0])").status == 410)
            #expect(try await cluster.send("GET", "\(Self.maps)?continue=\(tokens[1])").status == 200)
        }
    }

    @Test func `a deletion whose options ask for a dry run deletes nothing`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, ["metadata": ["name": "kept"]])
            for target in ["\(Self.maps)/kept", Self.maps] {
                let dry = try await cluster.send("DELETE", target, ["dryRun": ["All"]])
                #expect(dry.status == 200)
                #expect(try await cluster.send("GET", "\(Self.maps)/kept").status == 200)
                let odd = try await cluster.send("DELETE", target, ["dryRun": ["Some"]])
                #expect(odd.status == 400)
            }
            #expect(try await cluster.send("DELETE", "\(Self.maps)/kept", ["dryRun": []]).status == 200)
            #expect(try await cluster.send("GET", "\(Self.maps)/kept").status == 404)
        }
    }

    @Test func `a list comes in pages, by selector, and says how much is left`() async throws {
        try await Cluster.with { cluster in
            for number in 10..<17 {
                try await cluster.created(
                    Self.maps,
                    ["metadata": ["name": .string("m\(number)"), "labels": ["app": "web"]]]
                )
            }
            var (names, next, pages) = ([String](), "", 0)
            repeat {
                let page = try await cluster.send("GET", "\(Self.maps)?limit=3&continue=\(next)")
                names += page.json["items"]?.array?.map(\.name) ?? []
                next = page.json.at("metadata", "continue")?.string ?? ""
                if pages == 0 { #expect(page.json.at("metadata", "remainingItemCount") == 5) }
                pages += 1
            } while !next.isEmpty
            #expect(names == ["kube-root-ca.crt"] + (10..<17).map { "m\($0)" })
            #expect(pages == 3)
            let found = try await cluster.send(
                "GET",
                "\(Self.maps)?labelSelector=app=web&fieldSelector=metadata.name!=m12"
            )
            #expect(found.json["items"]?.array?.count == 6)
            #expect(found.json["kind"] == "ConfigMapList")
            let all = try await cluster.send("GET", "/api/v1/configmaps?labelSelector=app in (web)")
            #expect(all.json["items"]?.array?.count == 7)
            #expect(try await cluster.send("GET", "\(Self.maps)?fieldSelector=data.k=1").status == 400)
        }
    }

    @Test func `a status is changed at its own path only`() async throws {
        try await Cluster.with { cluster in
            try await cluster.pod("p")
            let path = "/api/v1/namespaces/default/pods/p"
            let main = try await cluster.patch(path, "merge-patch", ["status": ["phase": "Running"]])
            #expect(main.json.at("status", "phase") == "Pending")
            let status: JSON = ["status": ["phase": "Running"], "metadata": ["labels": ["a": "b"]]]
            let own = try await cluster.patch("\(path)/status", "merge-patch", status)
            #expect(own.json.at("status", "phase") == "Running")
            #expect(own.json.labels.isEmpty)
        }
    }

    @Test func `a body that is no JSON, too deep or of another type is refused`() async throws {
        try await Cluster.with { cluster in
            func send(_ body: String, type: String = "application/json") async -> Int {
                await cluster.service.respond(
                    to: KubernetesRequest(
                        method: "POST",
                        path: Self.maps,
                        headers: ["content-type": type],
                        body: Array(body.utf8),
                        certificate: Cluster.administrator
                    )
                ).status
            }
            #expect(await send("{") == 400)
            #expect(await send(String(repeating: "[", count: 200) + String(repeating: "]", count: 200)) == 400)
            #expect(await send("a: b", type: "application/yaml") == 415)
        }
    }

    @Test func `there are no custom resources, and whoever may ask is told`() async throws {
        try await Cluster.with { cluster in
            let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            let answer = try await cluster.send("GET", path)
            #expect(answer.status == 200)
            #expect(answer.json["items"] == [])
            #expect(try await cluster.send("POST", path, ["metadata": ["name": "a"]]).status == 405)
            #expect(try await cluster.send("GET", path + "/a").status == 404)
            #expect(try await cluster.send("GET", path, anonymously: true).status == 403)
        }
    }
}
