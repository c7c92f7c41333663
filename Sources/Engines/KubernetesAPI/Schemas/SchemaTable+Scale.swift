extension SchemaTable {
    /// The scale of a deployment.
    static let scale = """
        = Scale
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec ScaleSpec: What is wanted.
        status ScaleStatus: What was observed; the server fills it in.

        = ScaleSpec
        replicas int

        = ScaleStatus
        replicas! int
        selector str
        """
}
