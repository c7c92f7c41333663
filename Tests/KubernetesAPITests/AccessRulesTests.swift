import JSONTree
import Testing

@testable import KubernetesAPI

struct AccessRulesTests {
    private let reader: JSON = [
        "rules": [
            ["verbs": ["get"], "apiGroups": [""], "resources": ["pods", "pods/log"]],
            ["verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["one"]],
            ["verbs": ["create"], "apiGroups": [""], "resources": ["*/exec"]],
        ]
    ]

    private func rules(
        roleBindings: [JSON] = [],
        clusterRoleBindings: [JSON] = []
    ) -> AccessRules {
        let reader = reader
        return AccessRules(
            roles: { $0 == "a" && $1 == "reader" ? reader : nil },
            clusterRoles: { $0 == "reader" ? reader : nil },
            roleBindings: { $0 == "a" ? roleBindings : [] },
            clusterRoleBindings: { clusterRoleBindings }
        )
    }

    private func binding(_ kind: String, _ subject: JSON) -> JSON {
        [
            "metadata": ["name": "b", "namespace": "a"], "roleRef": ["kind": .string(kind), "name": "reader"],
            "subjects": [subject],
        ]
    }

    private func asked(_ verb: String, _ resource: String, in namespace: String, name: String = "") -> AccessRequest {
        let parts = resource.split(separator: "/").map { String($0) }
        var request = AccessRequest(verb: verb)
        request.resource = parts[0]
        request.subresource = parts.count > 1 ? parts[1] : ""
        request.namespace = namespace
        request.name = name
        return request
    }

    private let account = UserInfo.serviceAccount(namespace: "a", name: "sa", uid: "1")

    @Test(arguments: [
        ("get", "pods", "a", "", true), ("list", "pods", "a", "", false), ("get", "pods", "b", "", false),
        ("get", "pods", "", "", false), ("get", "pods/log", "a", "", true), ("get", "pods/status", "a", "", false),
        ("get", "secrets", "a", "one", true), ("get", "secrets", "a", "two", false), ("get", "secrets", "a", "", false),
        ("create", "pods/exec", "a", "p", true), ("delete", "pods", "a", "", false),
    ])
    func `a role binding grants in its namespace`(
        _ verb: String,
        _ resource: String,
        _ namespace: String,
        _ name: String,
        _ allowed: Bool
    ) {
        let subject: JSON = ["kind": "ServiceAccount", "namespace": "a", "name": "sa"]
        for kind in ["Role", "ClusterRole"] {
            let rules = rules(roleBindings: [binding(kind, subject)])
            let reason = rules.reason(for: account, asked(verb, resource, in: namespace, name: name))
            #expect((reason != nil) == allowed, "\(kind)")
        }
    }

    @Test func `a cluster role binding grants everywhere, to users and groups too`() {
        let subjects: [JSON] = [
            ["kind": "ServiceAccount", "namespace": "a", "name": "sa"],
            ["kind": "Group", "name": "system:serviceaccounts:a"],
            ["kind": "User", "name": "system:serviceaccount:a:sa"],
        ]
        for subject in subjects {
            let rules = rules(clusterRoleBindings: [binding("ClusterRole", subject)])
            #expect(rules.reason(for: account, asked("get", "pods", in: "b")) != nil)
            #expect(rules.reason(for: .anonymous, asked("get", "pods", in: "b")) == nil)
        }
    }

    @Test func `nobody may do what no binding says`() {
        let other: JSON = ["kind": "ServiceAccount", "namespace": "b", "name": "sa"]
        let rules = rules(roleBindings: [binding("Role", other)])
        #expect(rules.reason(for: account, asked("get", "pods", in: "a")) == nil)
        #expect(rules.reason(for: account, asked("create", "serviceaccounts/token", in: "a", name: "sa")) == nil)
    }

    @Test(arguments: [
        ("/version", true, true), ("/readyz", true, true), ("/api", false, true), ("/apis/apps/v1", false, true),
        ("/metrics", false, false), ("/openid/v1/jwks", true, true),
    ])
    func `paths are open to everyone, to the authenticated, or to none`(_ path: String, _ anyone: Bool, _ known: Bool) {
        var request = AccessRequest(verb: "get")
        request.path = path
        #expect((rules().reason(for: .anonymous, request) != nil) == anyone)
        #expect((rules().reason(for: account, request) != nil) == known)
    }

    @Test func `a refusal says who, what and where`() {
        #expect(
            asked("list", "pods", in: "a").refusal(of: account)
                == #"User "system:serviceaccount:a:sa" cannot list resource "pods" in API group "" in the namespace "a""#
        )
        #expect(asked("list", "nodes", in: "").refusal(of: .anonymous).hasSuffix("at the cluster scope"))
    }
}
