extension SchemaTable {
    /// Pods, their containers and what these are made of.
    static let pods = """
        = Pod: Containers that share a network and volumes, and run on one node.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec PodSpec: What is wanted.
        status PodStatus: What was observed; the server fills it in.

        = PodSpec: What a pod is to be.
        activeDeadlineSeconds long: The pod is ended as failed after so many seconds.
        affinity Affinity: Rules about the nodes and the pods to be near to or away from.
        automountServiceAccountToken bool: Whether a token for the Kubernetes API is mounted.
        containers! [Container] @name: The containers, at least one.
        dnsConfig PodDNSConfig: Settings of the resolver beside those of dnsPolicy.
        dnsPolicy str: ClusterFirst, ClusterFirstWithHostNet, Default or None.
        enableServiceLinks bool: Whether variables name the services of the namespace.
        ephemeralContainers [EphemeralContainer] @name: Containers added to a running pod to look into it.
        hostAliases [HostAlias] @ip: Further lines of /etc/hosts.
        hostIPC bool: Whether it shares the node's IPC.
        hostNetwork bool: Whether it uses the node's network.
        hostPID bool: Whether it sees the node's processes.
        hostUsers bool: Whether it has the node's user ids; false asks for a user namespace.
        hostname str: The host name; the pod's name if not given.
        hostnameOverride str
        imagePullSecrets [LocalObjectReference] @name: Secrets to fetch images with.
        initContainers [Container] @name: Containers that run to their end, one by one, before the others start.
        nodeName str: The node it is on; set when it is scheduled.
        nodeSelector {str}: Labels that the node must have.
        os PodOS: The operating system of the containers, linux or windows.
        overhead {Quantity}
        preemptionPolicy str
        priority int
        priorityClassName str: The name of its priority.
        readinessGates [PodReadinessGate]
        resourceClaims [PodResourceClaim] @name+
        resources ResourceRequirements
        restartPolicy str: Always, OnFailure or Never.
        runtimeClassName str
        schedulerName str: Who places it on a node.
        schedulingGates [PodSchedulingGate] @name
        schedulingGroup PodSchedulingGroup
        securityContext PodSecurityContext: Users, groups and rights of all containers.
        serviceAccount str: The old name of serviceAccountName.
        serviceAccountName str: The service account whose identity the pod has; default if not given.
        setHostnameAsFQDN bool
        shareProcessNamespace bool: Whether the containers see each other's processes.
        subdomain str
        terminationGracePeriodSeconds long: How long containers may take to end after SIGTERM; 30 if not given.
        tolerations [Toleration]: Taints of nodes that it puts up with.
        topologySpreadConstraints [TopologySpreadConstraint] @topologyKey
        volumes [Volume] @name+: Volumes that its containers may mount.

        = Affinity
        nodeAffinity NodeAffinity
        podAffinity PodAffinity
        podAntiAffinity PodAntiAffinity

        = NodeAffinity
        preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm]
        requiredDuringSchedulingIgnoredDuringExecution NodeSelector

        = PreferredSchedulingTerm
        preference! NodeSelectorTerm
        weight! int

        = NodeSelectorTerm
        matchExpressions [NodeSelectorRequirement]
        matchFields [NodeSelectorRequirement]

        = NodeSelectorRequirement
        key! str
        operator! str
        values [str]

        = NodeSelector
        nodeSelectorTerms! [NodeSelectorTerm]

        = PodAffinity
        preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
        requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]

        = WeightedPodAffinityTerm
        podAffinityTerm! PodAffinityTerm
        weight! int

        = PodAffinityTerm
        labelSelector LabelSelector
        matchLabelKeys [str]
        mismatchLabelKeys [str]
        namespaceSelector LabelSelector
        namespaces [str]
        topologyKey! str

        = PodAntiAffinity
        preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm]
        requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm]

        = Container: One program of a pod, from one image.
        args [str]: Arguments of the command, in place of the image's.
        command [str]: The command, in place of the image's entry point; not run in a shell.
        env [EnvVar] @name: Variables of the environment.
        envFrom [EnvFromSource]: Config maps and secrets whose keys become variables.
        image str: The name of the image.
        imagePullPolicy str: Always, IfNotPresent or Never.
        lifecycle Lifecycle: What to do after its start and before its end.
        livenessProbe Probe: A check whose failure restarts the container.
        name! str: Its name, one of a kind in the pod.
        ports [ContainerPort] @containerPort: Ports it listens on, for whoever reads it.
        readinessProbe Probe: A check that the container can take work.
        resizePolicy [ContainerResizePolicy]
        resources ResourceRequirements: What it needs and may use at most.
        restartPolicy str: Always makes an init container a sidecar.
        restartPolicyRules [ContainerRestartRule]
        securityContext SecurityContext: Its user and rights, over those of the pod.
        startupProbe Probe: A check that the container has started; the other probes wait for it.
        stdin bool: Whether it has a standard input.
        stdinOnce bool
        terminationMessagePath str: The file whose text becomes the message of its end.
        terminationMessagePolicy str: File or FallbackToLogsOnError.
        tty bool: Whether it has a terminal.
        volumeDevices [VolumeDevice] @devicePath
        volumeMounts [VolumeMount] @mountPath: Where its volumes are.
        workingDir str: Where it starts.

        = EnvVar: One variable of the environment.
        name! str: The name.
        value str: The value; $(NAME) stands for an earlier variable.
        valueFrom EnvVarSource: Where the value is read from.

        = EnvVarSource: Where the value of a variable is read from.
        configMapKeyRef ConfigMapKeySelector: A key of a config map.
        fieldRef ObjectFieldSelector: A field of the pod, such as metadata.name.
        fileKeyRef FileKeySelector
        resourceFieldRef ResourceFieldSelector: A request or limit of a container.
        secretKeyRef SecretKeySelector: A key of a secret.

        = ConfigMapKeySelector
        key! str
        name str
        optional bool

        = ObjectFieldSelector
        apiVersion str
        fieldPath! str

        = FileKeySelector
        key! str
        optional bool
        path! str
        volumeName! str

        = ResourceFieldSelector
        containerName str
        divisor Quantity
        resource! str

        = SecretKeySelector
        key! str
        name str
        optional bool

        = EnvFromSource: A config map or secret whose keys become variables.
        configMapRef ConfigMapEnvSource
        prefix str: What the names of the variables start with.
        secretRef SecretEnvSource

        = ConfigMapEnvSource
        name str
        optional bool

        = SecretEnvSource
        name str
        optional bool

        = Lifecycle: What to do after a container's start and before its end.
        postStart LifecycleHandler: Done after the start; if it fails, the container is ended.
        preStop LifecycleHandler: Done before the end, within the grace period.
        stopSignal str

        = LifecycleHandler: A command, a call or a pause.
        exec ExecAction
        httpGet HTTPGetAction
        sleep SleepAction
        tcpSocket TCPSocketAction

        = ExecAction
        command [str]

        = HTTPGetAction
        host str
        httpHeaders [HTTPHeader]
        path str
        port! IntOrString
        scheme str

        = HTTPHeader
        name! str
        value! str

        = SleepAction
        seconds! long

        = TCPSocketAction
        host str
        port! IntOrString

        = Probe: A check that is repeated.
        exec ExecAction: A command that must exit with 0.
        failureThreshold int: So many failures in a row count; 3 if not given.
        grpc GRPCAction: A port that answers the gRPC health check.
        httpGet HTTPGetAction: A call that must be answered with 200 to 399.
        initialDelaySeconds int: How long after the start the first check comes.
        periodSeconds int: How often it is checked; every 10 seconds if not given.
        successThreshold int: So many successes in a row count; 1 if not given.
        tcpSocket TCPSocketAction: A port that must take connections.
        terminationGracePeriodSeconds long
        timeoutSeconds int: How long a check may take; 1 second if not given.

        = GRPCAction
        port! int
        service str

        = ContainerPort
        containerPort! int: The number of the port.
        hostIP str
        hostPort int
        name str: A name that probes and hooks may use for it.
        protocol str

        = ContainerResizePolicy
        resourceName! str
        restartPolicy! str

        = ResourceRequirements: What a container needs and may use at most.
        claims [ResourceClaim]
        limits {Quantity}: What it may use at most, by cpu, memory and so on.
        requests {Quantity}: What it needs, by cpu, memory and so on.

        = ResourceClaim
        name! str
        request str

        = ContainerRestartRule
        action! str
        exitCodes ContainerRestartRuleOnExitCodes

        = ContainerRestartRuleOnExitCodes
        operator! str
        values [int]

        = SecurityContext: The user and the rights of a container.
        allowPrivilegeEscalation bool: Whether a process may gain more rights than its parent.
        appArmorProfile AppArmorProfile
        capabilities Capabilities
        privileged bool: Whether it has all rights of the node.
        procMount str
        readOnlyRootFilesystem bool: Whether its root file system is read-only.
        runAsGroup long: The group id it runs as.
        runAsNonRoot bool: Whether it must not run as user 0.
        runAsUser long: The user id it runs as.
        seLinuxOptions SELinuxOptions
        seccompProfile SeccompProfile
        windowsOptions WindowsSecurityContextOptions

        = AppArmorProfile
        localhostProfile str
        type! str

        = Capabilities
        add [str]
        drop [str]

        = SELinuxOptions
        level str
        role str
        type str
        user str

        = SeccompProfile
        localhostProfile str
        type! str

        = WindowsSecurityContextOptions
        gmsaCredentialSpec str
        gmsaCredentialSpecName str
        hostProcess bool
        runAsUserName str

        = VolumeDevice
        devicePath! str
        name! str

        = VolumeMount: Where a volume is in a container.
        mountPath! str: The path in the container.
        mountPropagation str
        name! str: The name of the volume.
        readOnly bool: Whether it cannot be written.
        recursiveReadOnly str
        subPath str: The part of the volume that is mounted.
        subPathExpr str

        = PodDNSConfig
        nameservers [str]
        options [PodDNSConfigOption]
        searches [str]

        = PodDNSConfigOption
        name str
        value str

        = EphemeralContainer: A container added to a running pod.
        args [str]: Arguments of the command, in place of the image's.
        command [str]: The command, in place of the image's entry point; not run in a shell.
        env [EnvVar] @name: Variables of the environment.
        envFrom [EnvFromSource]: Config maps and secrets whose keys become variables.
        image str: The name of the image.
        imagePullPolicy str: Always, IfNotPresent or Never.
        lifecycle Lifecycle: What to do after its start and before its end.
        livenessProbe Probe: A check whose failure restarts the container.
        name! str: Its name, one of a kind in the pod.
        ports [ContainerPort] @containerPort: Ports it listens on, for whoever reads it.
        readinessProbe Probe: A check that the container can take work.
        resizePolicy [ContainerResizePolicy]
        resources ResourceRequirements: What it needs and may use at most.
        restartPolicy str: Always makes an init container a sidecar.
        restartPolicyRules [ContainerRestartRule]
        securityContext SecurityContext: Its user and rights, over those of the pod.
        startupProbe Probe: A check that the container has started; the other probes wait for it.
        stdin bool: Whether it has a standard input.
        stdinOnce bool
        targetContainerName str
        terminationMessagePath str: The file whose text becomes the message of its end.
        terminationMessagePolicy str: File or FallbackToLogsOnError.
        tty bool: Whether it has a terminal.
        volumeDevices [VolumeDevice] @devicePath
        volumeMounts [VolumeMount] @mountPath: Where its volumes are.
        workingDir str: Where it starts.

        = HostAlias
        hostnames [str]
        ip! str

        = LocalObjectReference
        name str

        = PodOS
        name! str

        = PodReadinessGate
        conditionType! str

        = PodResourceClaim
        name! str
        resourceClaimName str
        resourceClaimTemplateName str

        = PodSchedulingGate
        name! str

        = PodSchedulingGroup
        podGroupName str

        = PodSecurityContext: Users, groups and rights of all containers of a pod.
        appArmorProfile AppArmorProfile
        fsGroup long: The group that owns the files of volumes, so that a user other than root can read tokens.
        fsGroupChangePolicy str
        runAsGroup long: The group id that containers run as.
        runAsNonRoot bool: Whether containers must not run as user 0.
        runAsUser long: The user id that containers run as.
        seLinuxChangePolicy str
        seLinuxOptions SELinuxOptions
        seccompProfile SeccompProfile
        supplementalGroups [long]: Further groups of the processes.
        supplementalGroupsPolicy str
        sysctls [Sysctl]
        windowsOptions WindowsSecurityContextOptions

        = Sysctl
        name! str
        value! str

        = Toleration
        effect str
        key str
        operator str
        tolerationSeconds long
        value str

        = TopologySpreadConstraint
        labelSelector LabelSelector
        matchLabelKeys [str]
        maxSkew! int
        minDomains int
        nodeAffinityPolicy str
        nodeTaintsPolicy str
        topologyKey! str
        whenUnsatisfiable! str
        """
}
