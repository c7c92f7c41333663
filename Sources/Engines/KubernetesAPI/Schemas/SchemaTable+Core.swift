extension SchemaTable {
    /// The other objects of the core group.
    static let core = """
        = Namespace: A place for names.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec NamespaceSpec: What is wanted.
        status NamespaceStatus: What was observed; the server fills it in.

        = NamespaceSpec
        finalizers [str]

        = NamespaceStatus
        conditions [NamespaceCondition] @type
        phase str

        = NamespaceCondition
        lastTransitionTime Time
        message str
        reason str
        status! str
        type! str

        = Node: A machine that runs pods.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec NodeSpec: What is wanted.
        status NodeStatus: What was observed; the server fills it in.

        = NodeSpec
        configSource NodeConfigSource
        externalID str
        podCIDR str
        podCIDRs [str] @=
        providerID str
        taints [Taint]: What keeps pods away that do not tolerate it.
        unschedulable bool: Whether new pods stay away from it (kubectl cordon).

        = NodeConfigSource
        configMap ConfigMapNodeConfigSource

        = ConfigMapNodeConfigSource
        kubeletConfigKey! str
        name! str
        namespace! str
        resourceVersion str
        uid str

        = Taint
        effect! str
        key! str
        timeAdded Time
        value str

        = NodeStatus
        addresses [NodeAddress] @type
        allocatable {Quantity}
        capacity {Quantity}
        conditions [NodeCondition] @type
        config NodeConfigStatus
        daemonEndpoints NodeDaemonEndpoints
        declaredFeatures [str]
        features NodeFeatures
        images [ContainerImage]
        nodeInfo NodeSystemInfo
        phase str
        runtimeHandlers [NodeRuntimeHandler]
        volumesAttached [AttachedVolume]
        volumesInUse [str]

        = NodeAddress
        address! str
        type! str

        = NodeCondition
        lastHeartbeatTime Time
        lastTransitionTime Time
        message str
        reason str
        status! str
        type! str

        = NodeConfigStatus
        active NodeConfigSource
        assigned NodeConfigSource
        error str
        lastKnownGood NodeConfigSource

        = NodeDaemonEndpoints
        kubeletEndpoint DaemonEndpoint

        = DaemonEndpoint
        Port! int

        = NodeFeatures
        supplementalGroupsPolicy bool

        = ContainerImage
        names [str]
        sizeBytes long

        = NodeSystemInfo
        architecture! str
        bootID! str
        containerRuntimeVersion! str
        kernelVersion! str
        kubeProxyVersion! str
        kubeletVersion! str
        machineID! str
        operatingSystem! str
        osImage! str
        swap NodeSwapStatus
        systemUUID! str

        = NodeSwapStatus
        capacity long

        = NodeRuntimeHandler
        features NodeRuntimeHandlerFeatures
        name str

        = NodeRuntimeHandlerFeatures
        recursiveReadOnlyMounts bool
        userNamespaces bool

        = AttachedVolume
        devicePath! str
        name! str

        = Secret: Values that are not for everybody.
        apiVersion str: The group and version of this form of the object.
        data {bytes}: The values in base64, by key.
        immutable bool: Whether the values can no longer be changed.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        stringData {str}: Values as plain text, which are written to data and never read back.
        type str: What it is for; Opaque if not given.

        = ConfigMap: Values by key.
        apiVersion str: The group and version of this form of the object.
        binaryData {bytes}: Values in base64, by key.
        data {str}: Values as text, by key.
        immutable bool: Whether the values can no longer be changed.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.

        = Event: Something that happened to an object.
        action str
        apiVersion str
        count int
        eventTime MicroTime
        firstTimestamp Time
        involvedObject! ObjectReference: The object it is about.
        kind str
        lastTimestamp Time
        message str: What happened, for people.
        metadata! ObjectMeta
        reason str: What happened, in one word.
        related ObjectReference
        reportingComponent str
        reportingInstance str
        series EventSeries
        source EventSource
        type str: Normal or Warning.

        = ObjectReference
        apiVersion str
        fieldPath str
        kind str
        name str
        namespace str
        resourceVersion str
        uid str

        = EventSeries
        count int
        lastObservedTime MicroTime

        = EventSource
        component str
        host str

        = ServiceAccount: An identity that pods run under.
        apiVersion str: The group and version of this form of the object.
        automountServiceAccountToken bool: Whether its pods get a token for the Kubernetes API mounted.
        imagePullSecrets [LocalObjectReference] @name: Secrets that its pods fetch images with.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        secrets [ObjectReference] @name: Secrets that its pods may use, where that is enforced.

        = Binding
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        target! ObjectReference
        """
}
