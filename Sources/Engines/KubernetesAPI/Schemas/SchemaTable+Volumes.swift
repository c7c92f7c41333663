extension SchemaTable {
    /// The volumes of pods.
    static let volumes = """
        = Volume: Files that containers of a pod may mount.
        awsElasticBlockStore AWSElasticBlockStoreVolumeSource
        azureDisk AzureDiskVolumeSource
        azureFile AzureFileVolumeSource
        cephfs CephFSVolumeSource
        cinder CinderVolumeSource
        configMap ConfigMapVolumeSource: The keys of a config map as files.
        csi CSIVolumeSource
        downwardAPI DownwardAPIVolumeSource: Fields of the pod as files.
        emptyDir EmptyDirVolumeSource: A directory that lives as long as the pod.
        ephemeral EphemeralVolumeSource
        fc FCVolumeSource
        flexVolume FlexVolumeSource
        flocker FlockerVolumeSource
        gcePersistentDisk GCEPersistentDiskVolumeSource
        gitRepo GitRepoVolumeSource
        glusterfs GlusterfsVolumeSource
        hostPath HostPathVolumeSource: A file or directory of the node.
        image ImageVolumeSource
        iscsi ISCSIVolumeSource
        name! str: Its name, one of a kind in the pod.
        nfs NFSVolumeSource
        persistentVolumeClaim PersistentVolumeClaimVolumeSource
        photonPersistentDisk PhotonPersistentDiskVolumeSource
        portworxVolume PortworxVolumeSource
        projected ProjectedVolumeSource: Files of several sources in one directory, tokens among them.
        quobyte QuobyteVolumeSource
        rbd RBDVolumeSource
        scaleIO ScaleIOVolumeSource
        secret SecretVolumeSource: The keys of a secret as files.
        storageos StorageOSVolumeSource
        vsphereVolume VsphereVirtualDiskVolumeSource

        = AWSElasticBlockStoreVolumeSource
        fsType str
        partition int
        readOnly bool
        volumeID! str

        = AzureDiskVolumeSource
        cachingMode str
        diskName! str
        diskURI! str
        fsType str
        kind str
        readOnly bool

        = AzureFileVolumeSource
        readOnly bool
        secretName! str
        shareName! str

        = CephFSVolumeSource
        monitors! [str]
        path str
        readOnly bool
        secretFile str
        secretRef LocalObjectReference
        user str

        = CinderVolumeSource
        fsType str
        readOnly bool
        secretRef LocalObjectReference
        volumeID! str

        = ConfigMapVolumeSource: The keys of a config map as files.
        defaultMode int
        items [KeyToPath]
        name str
        optional bool

        = KeyToPath: A key, and the file that it becomes.
        key! str: The key.
        mode int: The permissions of the file.
        path! str: The file, within the mount path.

        = CSIVolumeSource
        driver! str
        fsType str
        nodePublishSecretRef LocalObjectReference
        readOnly bool
        volumeAttributes {str}

        = DownwardAPIVolumeSource
        defaultMode int
        items [DownwardAPIVolumeFile]

        = DownwardAPIVolumeFile
        fieldRef ObjectFieldSelector
        mode int
        path! str
        resourceFieldRef ResourceFieldSelector

        = EmptyDirVolumeSource: A directory that lives as long as the pod.
        medium str: Memory for a file system in memory.
        sizeLimit Quantity: How large it may become.

        = EphemeralVolumeSource
        volumeClaimTemplate PersistentVolumeClaimTemplate

        = PersistentVolumeClaimTemplate
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec! PersistentVolumeClaimSpec: What is wanted.

        = PersistentVolumeClaimSpec
        accessModes [str]
        dataSource TypedLocalObjectReference
        dataSourceRef TypedObjectReference
        resources VolumeResourceRequirements
        selector LabelSelector
        storageClassName str
        volumeAttributesClassName str
        volumeMode str
        volumeName str

        = TypedLocalObjectReference
        apiGroup str
        kind! str
        name! str

        = TypedObjectReference
        apiGroup str
        kind! str
        name! str
        namespace str

        = VolumeResourceRequirements
        limits {Quantity}
        requests {Quantity}

        = FCVolumeSource
        fsType str
        lun int
        readOnly bool
        targetWWNs [str]
        wwids [str]

        = FlexVolumeSource
        driver! str
        fsType str
        options {str}
        readOnly bool
        secretRef LocalObjectReference

        = FlockerVolumeSource
        datasetName str
        datasetUUID str

        = GCEPersistentDiskVolumeSource
        fsType str
        partition int
        pdName! str
        readOnly bool

        = GitRepoVolumeSource
        directory str
        repository! str
        revision str

        = GlusterfsVolumeSource
        endpoints! str
        path! str
        readOnly bool

        = HostPathVolumeSource: A file or directory of the node.
        path! str
        type str

        = ImageVolumeSource
        pullPolicy str
        reference str

        = ISCSIVolumeSource
        chapAuthDiscovery bool
        chapAuthSession bool
        fsType str
        initiatorName str
        iqn! str
        iscsiInterface str
        lun! int
        portals [str]
        readOnly bool
        secretRef LocalObjectReference
        targetPortal! str

        = NFSVolumeSource
        path! str
        readOnly bool
        server! str

        = PersistentVolumeClaimVolumeSource
        claimName! str
        readOnly bool

        = PhotonPersistentDiskVolumeSource
        fsType str
        pdID! str

        = PortworxVolumeSource
        fsType str
        readOnly bool
        volumeID! str

        = ProjectedVolumeSource: Files of several sources in one directory.
        defaultMode int: The permissions of files that say nothing else; 0644 if not given.
        sources [VolumeProjection]: The sources; a path may come from one of them only.

        = VolumeProjection: One source of a projected volume.
        clusterTrustBundle ClusterTrustBundleProjection
        configMap ConfigMapProjection: The keys of a config map.
        downwardAPI DownwardAPIProjection: Fields of the pod.
        podCertificate PodCertificateProjection
        secret SecretProjection: The keys of a secret.
        serviceAccountToken ServiceAccountTokenProjection: A token of the pod's service account.

        = ClusterTrustBundleProjection
        labelSelector LabelSelector
        name str
        optional bool
        path! str
        signerName str

        = ConfigMapProjection
        items [KeyToPath]
        name str
        optional bool

        = DownwardAPIProjection
        items [DownwardAPIVolumeFile]

        = PodCertificateProjection
        certificateChainPath str
        credentialBundlePath str
        keyPath str
        keyType! str
        maxExpirationSeconds int
        signerName! str
        userAnnotations {str}

        = SecretProjection
        items [KeyToPath]
        name str
        optional bool

        = ServiceAccountTokenProjection: A token of the pod's service account, bound to the pod and renewed in time.
        audience str: Whom the token is for, such as sts.amazonaws.com; the API server if not given.
        expirationSeconds long: How long it is good, at least 600; 3600 if not given.
        path! str: The name of the file, within the mount path.

        = QuobyteVolumeSource
        group str
        readOnly bool
        registry! str
        tenant str
        user str
        volume! str

        = RBDVolumeSource
        fsType str
        image! str
        keyring str
        monitors! [str]
        pool str
        readOnly bool
        secretRef LocalObjectReference
        user str

        = ScaleIOVolumeSource
        fsType str
        gateway! str
        protectionDomain str
        readOnly bool
        secretRef! LocalObjectReference
        sslEnabled bool
        storageMode str
        storagePool str
        system! str
        volumeName str

        = SecretVolumeSource: The keys of a secret as files.
        defaultMode int
        items [KeyToPath]
        optional bool
        secretName str

        = StorageOSVolumeSource
        fsType str
        readOnly bool
        secretRef LocalObjectReference
        volumeName str
        volumeNamespace str

        = VsphereVirtualDiskVolumeSource
        fsType str
        storagePolicyID str
        storagePolicyName str
        volumePath! str
        """
}
