extension SchemaTable {
    /// Roles and their bindings.
    static let roles = """
        = ClusterRoleBinding: Gives the rights of a cluster role everywhere.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        roleRef! RoleRef
        subjects [Subject]

        = RoleRef: The role whose rights are given.
        apiGroup str
        kind! str
        name! str

        = Subject: Who gets the rights: a User, a Group or a ServiceAccount.
        apiGroup str
        kind! str
        name! str
        namespace str

        = ClusterRole: Rights in the whole cluster, or to give in one namespace.
        aggregationRule AggregationRule
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        rules [PolicyRule]

        = AggregationRule
        clusterRoleSelectors [LabelSelector]

        = PolicyRule: Verbs on resources or paths.
        apiGroups [str]: API groups; the core group is the empty text.
        nonResourceURLs [str]: Paths, such as /healthz or /metrics/*.
        resourceNames [str]: Names of single objects; all if not given.
        resources [str]: Resources, such as pods or pods/log; * means all.
        verbs! [str]: Verbs, such as get, list and watch; * means all.

        = RoleBinding: Gives the rights of a role in one namespace.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        roleRef! RoleRef
        subjects [Subject]

        = Role: Rights in one namespace.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        rules [PolicyRule]
        """
}
