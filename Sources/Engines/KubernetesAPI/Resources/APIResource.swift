/// One kind of object that the API serves.
package struct APIResource: Sendable, Hashable {
    /// A part of an object with a path of its own, such as `pods/log`.
    package struct Subresource: Sendable, Hashable {
        package let name: String
        package let kind: String
        package let group: String
        package let version: String
        package let verbs: [String]
    }

    /// Empty for the core group.
    package let group: String
    package let version: String
    package let plural: String
    package let singular: String
    package let kind: String
    package let isNamespaced: Bool
    package let shortNames: [String]
    package let categories: [String]
    package let verbs: [String]
    package let subresources: [Subresource]

    package var groupVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    /// As messages name it: `pods` or `deployments.apps`.
    package var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }
    /// Whether objects are kept; reviews are only answered.
    package var isStored: Bool { verbs.contains("get") }

    init(
        _ kind: String,
        _ plural: String,
        group: String = "",
        version: String = "v1",
        namespaced: Bool = true,
        short: [String] = [],
        categories: [String] = [],
        verbs: [String] = APIResource.everyVerb,
        subresources: [Subresource] = []
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        singular = kind.lowercased()
        self.kind = kind
        isNamespaced = namespaced
        shortNames = short
        self.categories = categories
        self.verbs = verbs
        self.subresources = subresources
    }

    // Group and plural tell resources apart; what else they have need not be compared.
    package static func == (left: APIResource, right: APIResource) -> Bool {
        left.plural == right.plural && left.group == right.group
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(plural)
        hasher.combine(group)
    }

    static let everyVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    static let review = ["create"]
}

extension APIResource {
    private static func part(
        _ name: String,
        _ kind: String,
        group: String = "",
        _ verbs: [String]
    ) -> Subresource {
        Subresource(name: name, kind: kind, group: group, version: "v1", verbs: verbs)
    }

    private static func status(_ kind: String) -> Subresource { part("status", kind, ["get", "patch", "update"]) }

    private static let admission = "admissionregistration.k8s.io"
    private static let authentication = "authentication.k8s.io"
    private static let authorization = "authorization.k8s.io"
    private static let rbac = "rbac.authorization.k8s.io"

    package static let pods = APIResource(
        "Pod",
        "pods",
        short: ["po"],
        categories: ["all"],
        subresources: [
            part("binding", "Binding", ["create"]), part("exec", "PodExecOptions", ["create", "get"]),
            part("log", "Pod", ["get"]), status("Pod"),
        ]
    )
    package static let namespaces = APIResource(
        "Namespace",
        "namespaces",
        namespaced: false,
        short: ["ns"],
        verbs: everyVerb.filter { $0 != "deletecollection" },
        subresources: [status("Namespace")]
    )
    package static let serviceAccounts = APIResource(
        "ServiceAccount",
        "serviceaccounts",
        short: ["sa"],
        subresources: [part("token", "TokenRequest", group: authentication, ["create"])]
    )
    package static let nodes = APIResource(
        "Node",
        "nodes",
        namespaced: false,
        short: ["no"],
        subresources: [status("Node")]
    )
    package static let mutatingWebhookConfigurations = APIResource(
        "MutatingWebhookConfiguration",
        "mutatingwebhookconfigurations",
        group: admission,
        namespaced: false,
        categories: ["api-extensions"]
    )
    package static let validatingWebhookConfigurations = APIResource(
        "ValidatingWebhookConfiguration",
        "validatingwebhookconfigurations",
        group: admission,
        namespaced: false,
        categories: ["api-extensions"]
    )
    package static let deployments = APIResource(
        "Deployment",
        "deployments",
        group: "apps",
        short: ["deploy"],
        categories: ["all"],
        subresources: [
            Subresource(
                name: "scale",
                kind: "Scale",
                group: "autoscaling",
                version: "v1",
                verbs: ["get", "patch", "update"]
            ), part("status", "Deployment", group: "apps", ["get", "patch", "update"]),
        ]
    )
    package static let daemonSets = APIResource(
        "DaemonSet",
        "daemonsets",
        group: "apps",
        short: ["ds"],
        categories: ["all"],
        subresources: [part("status", "DaemonSet", group: "apps", ["get", "patch", "update"])]
    )
    package static let secrets = APIResource("Secret", "secrets")
    package static let configMaps = APIResource("ConfigMap", "configmaps", short: ["cm"])
    package static let events = APIResource("Event", "events", short: ["ev"])
    package static let roles = APIResource("Role", "roles", group: rbac)
    package static let roleBindings = APIResource("RoleBinding", "rolebindings", group: rbac)
    package static let clusterRoles = APIResource("ClusterRole", "clusterroles", group: rbac, namespaced: false)
    package static let clusterRoleBindings = APIResource(
        "ClusterRoleBinding",
        "clusterrolebindings",
        group: rbac,
        namespaced: false
    )

    /// Everything that is served, in the order that discovery lists it.
    package static let all: [APIResource] = [
        configMaps, events, namespaces, nodes, pods, secrets, serviceAccounts, mutatingWebhookConfigurations,
        validatingWebhookConfigurations, daemonSets, deployments,
        APIResource("TokenReview", "tokenreviews", group: authentication, namespaced: false, verbs: review),
        APIResource("SelfSubjectReview", "selfsubjectreviews", group: authentication, namespaced: false, verbs: review),
        APIResource(
            "LocalSubjectAccessReview",
            "localsubjectaccessreviews",
            group: authorization,
            verbs: review
        ),
        APIResource(
            "SelfSubjectAccessReview",
            "selfsubjectaccessreviews",
            group: authorization,
            namespaced: false,
            verbs: review
        ),
        APIResource(
            "SelfSubjectRulesReview",
            "selfsubjectrulesreviews",
            group: authorization,
            namespaced: false,
            verbs: review
        ),
        APIResource(
            "SubjectAccessReview",
            "subjectaccessreviews",
            group: authorization,
            namespaced: false,
            verbs: review
        ),
        clusterRoleBindings, clusterRoles, roleBindings, roles,
    ]

    /// What `kubectl auth whoami` of 1.27 asks for, without looking whether it is there; discovery does not list it.
    private static let betaReview = APIResource(
        "SelfSubjectReview",
        "selfsubjectreviews",
        group: authentication,
        version: "v1beta1",
        namespaced: false,
        verbs: review
    )

    /// The groups with a name, in order.
    package static let groups: [String] = [admission, "apps", authentication, authorization, rbac]

    package static func find(group: String, version: String, plural: String) -> APIResource? {
        (all + [betaReview]).first { $0.group == group && $0.version == version && $0.plural == plural }
    }
}
