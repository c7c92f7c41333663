import AWSVocabulary
import Ambient
import IdentityTokens
import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct TokenTests {
    private static let path = "/api/v1/namespaces/default/serviceaccounts/my-sa/token"

    @Test func `a token says what a recorded one says`() async throws {
        try await Cluster.with { cluster in
            let account = try await cluster.account("my-sa")
            let token = try await cluster.token("my-sa", ["audiences": ["sts.amazonaws.com"]])
            let read = try UnverifiedToken(parsing: token)
            #expect(read.payload["aud"] == ["sts.amazonaws.com"])
            #expect(read.payload["iss"] == .string(Cluster.issuer))
            #expect(read.payload["sub"] == "system:serviceaccount:default:my-sa")
            #expect(read.payload["iat"] == 1_795_480_200)
            #expect(read.payload["nbf"] == 1_795_480_200)
            #expect(read.payload["exp"] == 1_795_483_800)
            #expect(read.payload["jti"]?.string?.count == 36)
            let bound: JSON = [
                "namespace": "default", "serviceaccount": ["name": "my-sa", "uid": .string(account.uid)],
            ]
            #expect(read.payload["kubernetes.io"]?.means(bound) == true)
        }
    }

    @Test(arguments: [(600, 600), (3600, 3600), (86_400, 86_400), (100_000, 86_400)])
    func `a token lives as long as asked for, a day at most`(_ asked: Int, _ given: Int) async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            let answer = try await cluster.created(Self.path, ["spec": ["expirationSeconds": .whole(asked)]])
            #expect(answer.at("spec", "expirationSeconds") == .whole(given))
            let end = Cluster.start.adding(seconds: Int64(given)).rfc3339
            #expect(answer.at("status", "expirationTimestamp") == .string(end))
            #expect(answer.at("spec", "audiences") == [.string(Cluster.issuer)])
            #expect(answer["kind"] == "TokenRequest")
        }
    }

    @Test(arguments: [(599, "less than 10 minutes"), (1 << 33, "larger than 2^32 seconds")])
    func `a lifetime out of bounds is refused`(_ seconds: Int, _ words: String) async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            let answer = try await cluster.send("POST", Self.path, ["spec": ["expirationSeconds": .whole(seconds)]])
            #expect(answer.status == 422)
            #expect(answer.message.contains(words))
        }
    }

    @Test func `a token of nobody is not found`() async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("POST", Self.path, ["spec": .empty])
            #expect(answer.status == 404)
            #expect(answer.message == #"serviceaccounts "my-sa" not found"#)
        }
    }

    @Test func `a token is bound to a pod that exists and has its service account`() async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "node-1"]])
            let pod = try await cluster.pod("mine", account: "my-sa")
            try await cluster.pod("other")
            func request(_ name: String, uid: String? = nil, kind: String = "Pod") async throws -> Answered {
                var reference: JSON = ["apiVersion": "v1", "kind": .string(kind), "name": .string(name)]
                if let uid { reference.set("uid", to: .string(uid)) }
                return try await cluster.send("POST", Self.path, ["spec": ["boundObjectRef": reference]])
            }
            let good = try await request("mine", uid: pod.uid)
            #expect(good.status == 201)
            let claims = JSON.object(
                try UnverifiedToken(parsing: good.json.at("status", "token")?.string ?? "").payload
            )
            #expect(claims.at("kubernetes.io", "pod", "uid") == .string(pod.uid))
            #expect(claims.at("kubernetes.io", "node", "name") == "node-1")
            #expect(try await request("mine", uid: "another").status == 409)
            #expect(try await request("absent").status == 404)
            let stranger = try await request("other")
            #expect(stranger.status == 400)
            #expect(stranger.message.contains("different serviceaccount name"))
            #expect(try await request("mine", kind: "ConfigMap").status == 400)
        }
    }

    @Test func `a token is bound to a secret, and ends with it`() async throws {
        try await Cluster.with { cluster in
            try await cluster.account("my-sa")
            let secrets = "/api/v1/namespaces/default/secrets"
            let secret = try await cluster.created(secrets, ["metadata": ["name": "mine"]])
            let reference: JSON = ["apiVersion": "v1", "kind": "Secret", "name": "mine", "uid": .string(secret.uid)]
            let token = try await cluster.token("my-sa", ["boundObjectRef": reference])
            let claims = JSON.object(try UnverifiedToken(parsing: token).payload)
            #expect(claims.at("kubernetes.io", "secret") == ["name": "mine", "uid": .string(secret.uid)])
            #expect(claims.at("kubernetes.io", "pod") == nil)
            #expect(try await cluster.review(token, audiences: [Cluster.issuer])["authenticated"] == true)
            var absent = reference
            absent.set("name", to: "absent")
            #expect(try await cluster.send("POST", Self.path, ["spec": ["boundObjectRef": absent]]).status == 404)
            var other = reference
            other.set("uid", to: "another")
            #expect(try await cluster.send("POST", Self.path, ["spec": ["boundObjectRef": other]]).status == 409)
            #expect(try await cluster.send("DELETE", secrets + "/mine").status == 200)
            let gone = try await cluster.review(token, audiences: [Cluster.issuer])
            #expect(gone["authenticated"] != true)
            #expect(gone["error"]?.string?.contains("secret default/mine has been deleted") == true, "\(gone.text())")
            // Another of the same name is another.
            _ = try await cluster.created(secrets, ["metadata": ["name": "mine"]])
            let replaced = try await cluster.review(token, audiences: [Cluster.issuer])
            #expect(replaced["error"]?.string?.contains("does not match claim") == true, "\(replaced.text())")
        }
    }

    @Test func `a review shows what a recorded one shows`() async throws {
        try await Cluster.with { cluster in
            let account = try await cluster.account("my-sa")
            let node = try await cluster.created("/api/v1/nodes", ["metadata": ["name": "node-1"]])
            let pod = try await cluster.pod("irsa-pod", account: "my-sa")
            let token = try await cluster.token(
                "my-sa",
                [
                    "audiences": ["pods.eks.amazonaws.com"],
                    "boundObjectRef": ["apiVersion": "v1", "kind": "Pod", "name": "irsa-pod"],
                ]
            )
            let id = try #require(try UnverifiedToken(parsing: token).payload["jti"]?.string)
            let status = try await cluster.review(token, audiences: ["pods.eks.amazonaws.com"])
            let prefix = "authentication.kubernetes.io/"
            let expected: JSON = [
                "audiences": ["pods.eks.amazonaws.com"], "authenticated": true,
                "user": [
                    "extra": [
                        "\(prefix)credential-id": [.string("JTI=" + id)], "\(prefix)node-name": ["node-1"],
                        "\(prefix)node-uid": [.string(node.uid)], "\(prefix)pod-name": ["irsa-pod"],
                        "\(prefix)pod-uid": [.string(pod.uid)],
                    ],
                    "groups": [
                        "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated",
                    ],
                    "uid": .string(account.uid), "username": "system:serviceaccount:default:my-sa",
                ],
            ]
            #expect(status.means(expected), "\(status.text())")
        }
    }

    /// What ends a token before its time.
    enum End: CaseIterable {
        case pod, podReplaced, account, accountReplaced, time, node
    }

    @Test(arguments: End.allCases)
    func `a token ends at once with what it is bound to`(_ end: End) async throws {
        try await Cluster.with { cluster in
            let accounts = "/api/v1/namespaces/default/serviceaccounts"
            let pods = "/api/v1/namespaces/default/pods"
            try await cluster.account("my-sa")
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "node-1"]])
            try await cluster.pod("p", account: "my-sa")
            let kind = end == .node ? "Node" : "Pod"
            let name: JSON = end == .node ? "node-1" : "p"
            let token = try await cluster.token(
                "my-sa",
                ["boundObjectRef": ["apiVersion": "v1", "kind": .string(kind), "name": name]]
            )
            #expect(try await cluster.review(token)["authenticated"] == true)
            #expect(try await cluster.send("GET", "/api", token: token).status == 200)
            switch end {
            case .pod, .podReplaced:
                _ = try await cluster.send("DELETE", "\(pods)/p?gracePeriodSeconds=0")
                if end == .podReplaced { try await cluster.pod("p", account: "my-sa") }
            case .account, .accountReplaced:
                _ = try await cluster.send("DELETE", "\(accounts)/my-sa")
                if end == .accountReplaced { try await cluster.account("my-sa") }
            case .node: _ = try await cluster.send("DELETE", "/api/v1/nodes/node-1")
            case .time: cluster.advance(seconds: 3601)
            }
            let status = try await cluster.review(token)
            #expect(status["authenticated"] == nil)
            #expect(status["error"]?.string?.isEmpty == false)
            #expect(try await cluster.send("GET", "/api", token: token).status == 401)
        }
    }

    @Test func `a token of another key, for another audience or of another issuer is not believed`() async throws {
        try await Cluster.with { cluster in
            let account = try await cluster.account("my-sa")
            var content = ServiceAccountToken(
                issuer: Cluster.issuer,
                audiences: [Cluster.issuer],
                namespace: "default",
                serviceAccount: ServiceAccountToken.BoundObject(name: "my-sa", uid: account.uid),
                issuedAt: Cluster.start,
                lifetime: 600,
                id: "1"
            )
            let good = try content.signed(with: TestKeys.own()).exposed
            #expect(try await cluster.review(good)["authenticated"] == true)
            let forged = try content.signed(with: TestKeys.stranger()).exposed
            #expect(try await cluster.review(forged)["error"] == "[invalid bearer token]")
            content.issuer = "https://elsewhere.example"
            let foreign = try content.signed(with: TestKeys.own()).exposed
            #expect(try await cluster.review(foreign)["error"] == "[invalid bearer token]")
            content.issuer = Cluster.issuer
            content.audiences = ["sts.amazonaws.com"]
            let other = try content.signed(with: TestKeys.own()).exposed
            #expect(try await cluster.review(other)["authenticated"] == nil)
            #expect(try await cluster.send("GET", "/api", token: other).status == 401)
            #expect(try await cluster.review("rubbish")["error"] == "[invalid bearer token]")
        }
    }
}
