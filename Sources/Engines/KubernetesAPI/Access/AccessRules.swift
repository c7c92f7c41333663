package import JSONTree

/// What somebody wants to do.
package struct AccessRequest: Sendable, Hashable {
    package var verb: String
    package var group = ""
    package var resource = ""
    package var subresource = ""
    package var namespace = ""
    package var name = ""
    /// Instead of a resource: a path such as `/version`.
    package var path: String?

    package init(verb: String) {
        self.verb = verb
    }

    package var resourceAndPart: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }

    /// The reason for a refusal, as Kubernetes writes it.
    package func refusal(of user: UserInfo) -> String {
        if let path { return "User \(JSON.string(user.name).text()) cannot \(verb) path \(JSON.string(path).text())" }
        let place = namespace.isEmpty ? " at the cluster scope" : " in the namespace \(JSON.string(namespace).text())"
        return "User \(JSON.string(user.name).text()) cannot \(verb) resource "
            + "\(JSON.string(resourceAndPart).text()) in API group \(JSON.string(group).text())" + place
    }
}

/// Who calls.
package struct UserInfo: Sendable, Hashable {
    package var name: String
    package var uid: String
    package var groups: [String]
    package var extra: [String: [String]]

    package init(name: String, uid: String = "", groups: [String], extra: [String: [String]] = [:]) {
        self.name = name
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    package static let anonymous = UserInfo(name: "system:anonymous", groups: ["system:unauthenticated"])

    package static func serviceAccount(namespace: String, name: String, uid: String) -> UserInfo {
        UserInfo(
            name: "system:serviceaccount:\(namespace):\(name)",
            uid: uid,
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"]
        )
    }

    package var json: JSON {
        var json: JSON = ["username": .string(name)]
        if !uid.isEmpty { json.set("uid", to: .string(uid)) }
        json.set("groups", to: .strings(groups))
        if !extra.isEmpty {
            var values = JSONObject()
            for key in extra.keys.sorted() { values[key] = .strings(extra[key] ?? []) }
            json.set("extra", to: .object(values))
        }
        return json
    }
}

/// Role-based access control: roles and bindings are stored objects, evaluated as they are.
package struct AccessRules: Sendable {
    private let roles: @Sendable (String, String) -> JSON?
    private let clusterRoles: @Sendable (String) -> JSON?
    private let roleBindings: @Sendable (String) -> [JSON]
    private let clusterRoleBindings: @Sendable () -> [JSON]

    /// `roles` takes a namespace and a name, `roleBindings` a namespace.
    package init(
        roles: @escaping @Sendable (String, String) -> JSON?,
        clusterRoles: @escaping @Sendable (String) -> JSON?,
        roleBindings: @escaping @Sendable (String) -> [JSON],
        clusterRoleBindings: @escaping @Sendable () -> [JSON]
    ) {
        self.roles = roles
        self.clusterRoles = clusterRoles
        self.roleBindings = roleBindings
        self.clusterRoleBindings = clusterRoleBindings
    }

    /// Why somebody may do something; nil if nothing allows it.
    package func reason(for user: UserInfo, _ request: AccessRequest) -> String? {
        if user.groups.contains("system:masters") { return "" }
        if let path = request.path, request.verb == "get", Self.openPaths.contains(path) { return "" }
        for (rules, words) in grants(to: user, in: request.namespace)
        where rules.contains(where: {
            Self.allows($0, request)
        }) {
            return words
        }
        return nil
    }

    /// Every rule that somebody has in a namespace.
    package func rules(of user: UserInfo, in namespace: String) -> [JSON] {
        if user.groups.contains("system:masters") {
            return [
                ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]], ["verbs": ["*"], "nonResourceURLs": ["*"]],
            ]
        }
        return grants(to: user, in: namespace).flatMap(\.rules)
    }

    private static let openPaths: Set<String> = [
        "/version", "/healthz", "/livez", "/readyz", "/.well-known/openid-configuration", "/openid/v1/jwks",
    ]
    /// What `system:basic-user` and `system:discovery` allow everyone who is authenticated.
    private static let basicRules: [JSON] = [
        [
            "verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
            "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        ],
        ["verbs": ["create"], "apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"]],
        [
            "verbs": ["get"],
            "nonResourceURLs": [
                "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz",
                "/version", "/version/",
            ],
        ],
    ]

    private func grants(to user: UserInfo, in namespace: String) -> [(rules: [JSON], words: String)] {
        var grants: [(rules: [JSON], words: String)] = []
        if user.groups.contains("system:authenticated") { grants.append((Self.basicRules, "")) }
        for binding in clusterRoleBindings() where Self.names(binding, user) {
            let role = binding.at("roleRef", "name")?.string ?? ""
            let rules = clusterRoles(role)?["rules"]?.array ?? []
            grants.append((rules, words("ClusterRoleBinding", binding.name, "ClusterRole", role, binding, user)))
        }
        guard !namespace.isEmpty else { return grants }
        for binding in roleBindings(namespace) where Self.names(binding, user) {
            let role = binding.at("roleRef", "name")?.string ?? ""
            let kind = binding.at("roleRef", "kind")?.string ?? ""
            let object = kind == "ClusterRole" ? clusterRoles(role) : roles(namespace, role)
            let name = "\(binding.name)/\(namespace)"
            grants.append((object?["rules"]?.array ?? [], words("RoleBinding", name, kind, role, binding, user)))
        }
        return grants
    }

    private func words(
        _ kind: String,
        _ name: String,
        _ roleKind: String,
        _ role: String,
        _ binding: JSON,
        _ user: UserInfo
    ) -> String {
        "RBAC: allowed by \(kind) \(JSON.string(name).text()) of \(roleKind) \(JSON.string(role).text()) to "
            + "User \(JSON.string(user.name).text())"
    }

    private static func names(_ binding: JSON, _ user: UserInfo) -> Bool {
        (binding["subjects"]?.array ?? []).contains { subject in
            let name = subject["name"]?.string ?? ""
            switch subject["kind"]?.string {
            case "User"?: return name == user.name
            case "Group"?: return user.groups.contains(name)
            case "ServiceAccount"?:
                let namespace = subject["namespace"]?.string ?? binding.namespace
                return user.name == "system:serviceaccount:\(namespace):\(name)"
            default: return false
            }
        }
    }

    private static func allows(_ rule: JSON, _ request: AccessRequest) -> Bool {
        func list(_ field: String) -> [String] { (rule[field]?.array ?? []).compactMap(\.string) }
        func has(_ field: String, _ value: String) -> Bool {
            list(field).contains { $0 == "*" || $0 == value }
        }
        guard has("verbs", request.verb) else { return false }
        if let path = request.path {
            return list("nonResourceURLs").contains {
                $0 == path || $0 == "*" || $0.hasSuffix("*") && path.hasPrefix($0.dropLast())
            }
        }
        guard has("apiGroups", request.group) else { return false }
        let part = "*/\(request.subresource)"
        guard
            list("resources").contains(where: {
                $0 == "*" || $0 == request.resourceAndPart || !request.subresource.isEmpty && $0 == part
            })
        else { return false }
        let names = list("resourceNames")
        return names.isEmpty || names.contains(request.name)
    }
}
