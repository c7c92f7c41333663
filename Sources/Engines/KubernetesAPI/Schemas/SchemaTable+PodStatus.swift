extension SchemaTable {
    /// What is observed of pods.
    static let podStatus = """
        = PodStatus: What was observed of a pod.
        allocatedResources {Quantity}
        conditions [PodCondition] @type: Whether it is scheduled, initialized and ready.
        containerStatuses [ContainerStatus]: The state of each container.
        ephemeralContainerStatuses [ContainerStatus]
        extendedResourceClaimStatus PodExtendedResourceClaimStatus
        hostIP str
        hostIPs [HostIP] @ip
        initContainerStatuses [ContainerStatus]
        message str
        nodeAllocatableResourceClaimStatuses [NodeAllocatableResourceClaimStatus]
        nominatedNodeName str
        observedGeneration long
        phase str: Pending, Running, Succeeded, Failed or Unknown.
        podIP str: Its address.
        podIPs [PodIP] @ip
        qosClass str
        reason str
        resize str
        resourceClaimStatuses [PodResourceClaimStatus] @name+
        resources ResourceRequirements
        startTime Time

        = PodCondition
        lastProbeTime Time
        lastTransitionTime Time
        message str
        observedGeneration long
        reason str
        status! str
        type! str

        = ContainerStatus
        allocatedResources {Quantity}
        allocatedResourcesStatus [ResourceStatus]
        containerID str
        image! str
        imageID! str
        lastState ContainerState
        name! str
        ready! bool
        resources ResourceRequirements
        restartCount! int
        started bool
        state ContainerState
        stopSignal str
        user ContainerUser
        volumeMounts [VolumeMountStatus] @mountPath

        = ResourceStatus
        name! str
        resources [ResourceHealth]

        = ResourceHealth
        health str
        message str
        resourceID! str

        = ContainerState
        running ContainerStateRunning
        terminated ContainerStateTerminated
        waiting ContainerStateWaiting

        = ContainerStateRunning
        startedAt Time

        = ContainerStateTerminated
        containerID str
        exitCode! int
        finishedAt Time
        message str
        reason str
        signal int
        startedAt Time

        = ContainerStateWaiting
        message str
        reason str

        = ContainerUser
        linux LinuxContainerUser

        = LinuxContainerUser
        gid! long
        supplementalGroups [long]
        uid! long

        = VolumeMountStatus
        mountPath! str
        name! str
        readOnly bool
        recursiveReadOnly str
        volumeStatus VolumeStatus

        = VolumeStatus
        image ImageVolumeStatus

        = ImageVolumeStatus
        imageRef! str

        = PodExtendedResourceClaimStatus
        requestMappings! [ContainerExtendedResourceRequest]
        resourceClaimName! str

        = ContainerExtendedResourceRequest
        containerName! str
        requestName! str
        resourceName! str

        = HostIP
        ip! str

        = NodeAllocatableResourceClaimStatus
        containers [str]
        resourceClaimName! str
        resources! {Quantity}

        = PodIP
        ip! str

        = PodResourceClaimStatus
        name! str
        resourceClaimName str
        """
}
