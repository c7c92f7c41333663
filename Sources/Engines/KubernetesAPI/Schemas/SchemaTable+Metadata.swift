extension SchemaTable {
    /// What objects of every group share.
    static let metadata = """
        = ObjectMeta: What every stored object has.
        annotations {str}: Notes for tools, by key, such as eks.amazonaws.com/role-arn.
        creationTimestamp Time: When the server stored it; never set by clients.
        deletionGracePeriodSeconds long: How long it may take to end once deleted.
        deletionTimestamp Time: When it was asked to go; it is gone when that is done.
        finalizers [str] @=: Who has to agree before it is removed.
        generateName str: The start of a name that the server completes, if no name is given.
        generation long: Counts the changes of what is wanted.
        labels {str}: Keys and values to select it by.
        managedFields [ManagedFieldsEntry]: Who set which field; not kept by this server.
        name str: Its name, one of a kind in the namespace.
        namespace str: The namespace it is in; empty for what belongs to the whole cluster.
        ownerReferences [OwnerReference] @uid: What it depends on and goes with.
        resourceVersion str: The version of this state, for watches and for changes without overwriting.
        selfLink str: Not set any more.
        uid str: An id of this very object, never given twice.

        = ManagedFieldsEntry
        apiVersion str
        fieldsType str
        fieldsV1 any
        manager str
        operation str
        subresource str
        time Time

        = OwnerReference: An object that this one depends on.
        apiVersion! str
        blockOwnerDeletion bool: Whether the owner waits for this object when it is deleted in the foreground.
        controller bool: Whether it is the one that controls this object.
        kind! str
        name! str
        uid! str

        = LabelSelector: Selects objects by their labels; an empty one selects all.
        matchExpressions [LabelSelectorRequirement]: Conditions, all of which must hold.
        matchLabels {str}: Labels that must be there with these values.

        = LabelSelectorRequirement: A condition on a label.
        key! str: The key of the label.
        operator! str: In, NotIn, Exists or DoesNotExist.
        values [str]: The values of In and NotIn.

        = FieldSelectorRequirement
        key! str
        operator! str
        values [str]
        """
}
