import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct AccessTests {
    @Test(arguments: [
        ("GET", "/api/v1/namespaces/default/pods"), ("GET", "/api/v1/namespaces/default/secrets/s"),
        ("GET", "/api/v1/nodes"),
        ("DELETE", "/api/v1/namespaces/default/pods/p"),
        ("POST", "/api/v1/namespaces/default/serviceaccounts/my-sa/token"),
        ("POST", "/apis/authentication.k8s.io/v1/tokenreviews"), ("GET", "/api/v1/namespaces/default/pods?watch=1"),
        ("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews"),
        ("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"), ("PATCH", "/api/v1/namespaces/default"),
    ])
    func `a service account may do nothing that it was not given`(_ method: String, _ path: String) async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            let token = try await cluster.token("my-sa")
            let answer = try await cluster.send(method, path, method == "POST" ? ["spec": .empty] : nil, token: token)
            #expect(answer.status == 403)
            #expect(answer.message.contains(#"User "system:serviceaccount:default:my-sa" cannot"#))
            let nobody = try await cluster.send(method, path, anonymously: true)
            #expect(nobody.status == 403)
            #expect(nobody.message.contains(#"User "system:anonymous" cannot"#))
        }
    }

    @Test func `a service account may do what a binding gives it, and no more, until it is taken away`() async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            let token = try await cluster.token("my-sa")
            let group = "/apis/rbac.authorization.k8s.io/v1/namespaces/default"
            try await cluster.created(
                "\(group)/rolebindings",
                [
                    "metadata": ["name": "b"], "roleRef": ["kind": "ClusterRole", "name": "view"],
                    "subjects": [["kind": "ServiceAccount", "name": "my-sa", "namespace": "default"]],
                ]
            )
            func status(_ path: String) async throws -> Int { try await cluster.send("GET", path, token: token).status }
            #expect(try await status("/api/v1/namespaces/default/pods") == 200)
            #expect(try await status("/api/v1/namespaces/default") == 200)
            #expect(try await status("/api/v1/namespaces/kube-system/pods") == 403)
            #expect(try await status("/api/v1/pods") == 403)
            #expect(try await status("/api/v1/namespaces/default/secrets") == 403)
            _ = try await cluster.send("DELETE", "\(group)/rolebindings/b")
            #expect(try await status("/api/v1/namespaces/default/pods") == 403)
        }
    }

    @Test func `reviews answer for oneself and for others`() async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            let token = try await cluster.token("my-sa")
            let group = "/apis/authorization.k8s.io/v1"
            let asked: JSON = ["resourceAttributes": ["verb": "list", "resource": "pods", "namespace": "default"]]
            let own = try await cluster.send("POST", "\(group)/selfsubjectaccessreviews", ["spec": asked], token: token)
            #expect(own.json.at("status", "allowed") == false)
            let admin = try await cluster.created("\(group)/selfsubjectaccessreviews", ["spec": asked])
            #expect(admin.at("status", "allowed") == true)
            var other = asked
            other.set("user", to: "system:serviceaccount:default:my-sa")
            let answer = try await cluster.created("\(group)/subjectaccessreviews", ["spec": other])
            #expect(answer.at("status", "allowed") == false)
            let who = try await cluster.send(
                "POST",
                "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                .empty,
                token: token
            )
            #expect(who.json.at("status", "userInfo", "username") == "system:serviceaccount:default:my-sa")
        }
    }

    @Test(arguments: ["Impersonate-User", "Impersonate-Group"])
    func `impersonation is refused, not ignored`(_ header: String) async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("GET", "/api/v1/nodes", headers: [header.lowercased(): "x"])
            #expect(answer.status == 400)
        }
    }

    @Test(arguments: ["Basic YTpi", "Bearer ", "Bearer x", "Token x"])
    func `credentials that cannot be read are no anonymity`(_ value: String) async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("GET", "/version", headers: ["authorization": value], anonymously: true)
            #expect(answer.status == 401)
        }
    }

    @Test func `what is not served says what this is, and what to use instead`() async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("GET", "/apis/networking.k8s.io/v1/ingresses")
            #expect(answer.status == 404)
            #expect(answer.message.contains("a test bed for pod identity"))
            #expect(answer.message.contains("kind or k3s"))
        }
    }
}
