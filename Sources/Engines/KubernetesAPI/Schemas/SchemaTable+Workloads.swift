extension SchemaTable {
    /// Deployments, daemon sets and what they leave behind.
    static let workloads = """
        = DaemonSet: Runs a pod on every node.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec DaemonSetSpec: What is wanted.
        status DaemonSetStatus: What was observed; the server fills it in.

        = DaemonSetSpec: What a daemon set is to be.
        minReadySeconds int: How long a pod must be ready before it counts as available.
        revisionHistoryLimit int: How many earlier revisions are kept.
        selector! LabelSelector: Selects its pods; must match the labels of the template.
        template! PodTemplateSpec: The pods that it makes.
        updateStrategy DaemonSetUpdateStrategy: How pods are replaced when the template changes.

        = PodTemplateSpec: The pods that a controller makes.
        metadata ObjectMeta: Their labels and annotations.
        spec PodSpec: What they are to be.

        = DaemonSetUpdateStrategy
        rollingUpdate RollingUpdateDaemonSet
        type str

        = RollingUpdateDaemonSet
        maxSurge IntOrString: How many nodes may run the new pod beside the old one.
        maxUnavailable IntOrString: How many nodes may be without the pod.

        = DaemonSetStatus
        collisionCount int
        conditions [DaemonSetCondition] @type
        currentNumberScheduled! int
        desiredNumberScheduled! int
        numberAvailable int
        numberMisscheduled! int
        numberReady! int
        numberUnavailable int
        observedGeneration long
        updatedNumberScheduled int

        = DaemonSetCondition
        lastTransitionTime Time
        message str
        reason str
        status! str
        type! str

        = Deployment: Keeps a number of pods running, and replaces them step by step.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec DeploymentSpec: What is wanted.
        status DeploymentStatus: What was observed; the server fills it in.

        = DeploymentSpec: What a deployment is to be.
        minReadySeconds int: How long a pod must be ready before it counts as available.
        paused bool: Whether changes of the template are not acted on yet.
        progressDeadlineSeconds int: How long a rollout may make no progress before it is reported as failed.
        replicas int: How many pods are wanted; 1 if not given.
        revisionHistoryLimit int: How many earlier revisions are kept.
        selector! LabelSelector: Selects its pods; must match the labels of the template.
        strategy DeploymentStrategy @+: How pods are replaced when the template changes.
        template! PodTemplateSpec: The pods that it makes.

        = DeploymentStrategy: How pods are replaced by new ones.
        rollingUpdate RollingUpdateDeployment: The steps of a RollingUpdate.
        type str: Recreate or RollingUpdate.

        = RollingUpdateDeployment: The steps in which pods are replaced.
        maxSurge IntOrString: How many pods there may be beyond those wanted, a number or a percentage.
        maxUnavailable IntOrString: How many pods may be missing, a number or a percentage.

        = DeploymentStatus
        availableReplicas int
        collisionCount int
        conditions [DeploymentCondition] @type
        observedGeneration long
        readyReplicas int
        replicas int
        terminatingReplicas int
        unavailableReplicas int
        updatedReplicas int

        = DeploymentCondition
        lastTransitionTime Time
        lastUpdateTime Time
        message str
        reason str
        status! str
        type! str

        = ReplicaSet: The pods of one revision of a deployment.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec ReplicaSetSpec: What is wanted.
        status ReplicaSetStatus: What was observed; the server fills it in.

        = ReplicaSetSpec
        minReadySeconds int
        replicas int
        selector! LabelSelector
        template PodTemplateSpec

        = ReplicaSetStatus
        availableReplicas int
        conditions [ReplicaSetCondition] @type
        fullyLabeledReplicas int
        observedGeneration long
        readyReplicas int
        replicas! int
        terminatingReplicas int

        = ReplicaSetCondition
        lastTransitionTime Time
        message str
        reason str
        status! str
        type! str

        = ControllerRevision: One revision of what a controller makes.
        apiVersion str: The group and version of this form of the object.
        data any
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        revision! long
        """
}
