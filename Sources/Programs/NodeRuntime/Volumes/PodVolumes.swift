import Ambient
import Glibc
import JSONTree
import KubernetesAPI
import KubernetesService

/// The volumes of one pod, in directories below the pod's own.
struct PodVolumes: Sendable {
    private static let projected = ["projected", "secret", "configMap", "downwardAPI"]

    /// The pod's own directory.
    let directory: String
    /// Where the control plane's keys are: no pod may mount it.
    let dataDirectory: String
    let objects: VolumeObjects
    let clock: WallClock
    let random: RandomSource
    /// The names of volumes on which the node has mounted a tmpfs.
    var inMemory: Set<String> = []
    /// Where this process sees what is mounted in the node only.
    private let nodeRoot: String
    private var written: [String: ProjectedFiles] = [:]

    init(
        directory: String,
        dataDirectory: String,
        nodeRoot: String = "",
        objects: VolumeObjects,
        clock: WallClock,
        random: RandomSource
    ) {
        self.directory = directory
        self.dataDirectory = dataDirectory
        self.nodeRoot = nodeRoot
        self.objects = objects
        self.clock = clock
        self.random = random
    }

    /// Makes or refreshes every volume of a pod.
    ///
    /// - Throws: `VolumeFailure` for the first that cannot be made.
    mutating func setUp(_ pod: JSON, hostAddress: String) throws(VolumeFailure) {
        let fields = PodFields(pod: pod, hostAddress: hostAddress)
        for volume in pod.at("spec", "volumes")?.array ?? [] {
            let name = volume["name"]?.string ?? ""
            do {
                if Self.projected.contains(where: { volume[$0] != nil }) {
                    try project(volume, name, fields)
                } else if volume["emptyDir"] != nil {
                    if !inMemory.contains(name) { try makeEmpty(path(of: volume), pod) }
                } else if let host = volume["hostPath"] {
                    try prepare(host)
                } else {
                    let kinds = (volume.object?.keys ?? []).filter { $0 != "name" }
                    throw VolumeFailure(
                        description: "volumes of type \(kinds.first ?? "?") are not supported by this node"
                    )
                }
            } catch {
                throw VolumeFailure(description: "MountVolume.SetUp failed for volume \"\(name)\" : \(error)")
            }
        }
    }

    /// The mounts of a container.
    ///
    /// - Throws: `VolumeFailure` for a volume or path that does not work.
    func mounts(
        of container: JSON,
        in pod: JSON,
        variables: [String: String]
    ) throws(VolumeFailure) -> [Sandbox.Mount] {
        var mounts: [Sandbox.Mount] = []
        for mount in container["volumeMounts"]?.array ?? [] {
            let name = mount["name"]?.string ?? ""
            let volumes = pod.at("spec", "volumes")?.array ?? []
            guard let volume = volumes.first(where: { $0["name"]?.string == name }),
                let target = mount["mountPath"]?.string
            else { throw VolumeFailure(description: "volume \"\(name)\" not found") }
            var source = path(of: volume)
            let subPath =
                mount["subPathExpr"]?.string.map { VariableExpansion.expand($0, with: variables) }
                ?? mount["subPath"]?.string ?? ""
            if !subPath.isEmpty { source = try self.subPath(subPath, of: source, volume, pod) }
            let isWritable = volume["emptyDir"] != nil || volume["hostPath"] != nil
            mounts.append(
                Sandbox.Mount(
                    source: source,
                    target: target.hasPrefix("/") ? target : "/" + target,
                    isReadOnly: !isWritable || mount["readOnly"]?.boolean == true
                )
            )
        }
        return mounts
    }

    /// Where a volume is, as the node sees it.
    func path(of volume: JSON) -> String {
        if let path = volume.at("hostPath", "path")?.string { return path }
        let kinds = [
            ("projected", "projected"), ("secret", "secret"), ("configMap", "configmap"),
            ("downwardAPI", "downward-api"), ("emptyDir", "empty-dir"),
        ]
        let kind = kinds.first { volume[$0.0] != nil }?.1 ?? "unknown"
        return "\(directory)/volumes/kubernetes.io~\(kind)/\(volume["name"]?.string ?? "")"
    }

    private mutating func project(_ volume: JSON, _ name: String, _ fields: PodFields) throws {
        let old = written[name]
        let files = try ProjectedFiles(
            volume: volume,
            fields: fields,
            objects: objects,
            known: old?.tokens ?? [:],
            now: clock.now
        )
        guard files != old else { return }
        try AtomicWriter(
            directory: path(of: volume),
            group: fields.pod.at("spec", "securityContext", "fsGroup")?.integer,
            user: PodUser.common(fields.pod)
        ).write(files, at: clock.now, number: UInt32(truncatingIfNeeded: random.word()))
        written[name] = files
    }

    private func makeEmpty(_ path: String, _ pod: JSON) throws {
        guard FileTree.kind(path) == nil else { return }
        let group = pod.at("spec", "securityContext", "fsGroup")?.integer
        try FileTree.makeDirectory(path, mode: group == nil ? 0o777 : 0o2777)
        if let group {
            _ = chown(path, uid_t.max, gid_t(truncatingIfNeeded: group))
            guard chmod(path, 0o2777) == 0 else { throw FileTree.Failure(path) }
        }
    }

    private func prepare(_ host: JSON) throws {
        let path = host["path"]?.string ?? ""
        guard path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw VolumeFailure(description: "hostPath \(path) must be an absolute path without \"..\"")
        }
        // Links count too: the real path is what would be mounted.
        let real = RootView(base: "").resolve(path)
        guard real != dataDirectory, !real.hasPrefix(dataDirectory + "/") else {
            throw VolumeFailure(description: "hostPath \(path) holds the control plane's keys and is refused")
        }
        let type = host["type"]?.string ?? ""
        switch (type, FileTree.kind(real)) {
        case ("DirectoryOrCreate", nil): try FileTree.makeDirectory(real, mode: 0o755)
        case ("FileOrCreate", nil): try FileTree.write([], to: real, mode: 0o644)
        case (_, nil): throw VolumeFailure(description: "hostPath type check failed: \(path) does not exist")
        case ("Directory", .directory?), ("DirectoryOrCreate", .directory?), ("File", .file?),
            ("FileOrCreate", .file?), ("Socket", .socket?), ("", _):
            break
        default: throw VolumeFailure(description: "hostPath type check failed: \(path) is not a \(type)")
        }
    }

    private func subPath(
        _ subPath: String,
        of source: String,
        _ volume: JSON,
        _ pod: JSON
    ) throws(VolumeFailure) -> String {
        guard !subPath.hasPrefix("/"), !subPath.split(separator: "/").contains("..") else {
            throw VolumeFailure(description: "subPath \(subPath) must be a relative path without \"..\"")
        }
        // A link could lead out of the volume.
        let base = inMemory.contains(volume["name"]?.string ?? "") ? nodeRoot : ""
        let root = RootView(base: base).resolve(source)
        let real = RootView(base: base).resolve(source + "/" + subPath)
        guard real == root || real.hasPrefix(root + "/") else {
            throw VolumeFailure(description: "subPath \(subPath) leads out of the volume")
        }
        if FileTree.kind(base + real) == nil {
            guard volume["emptyDir"] != nil || volume["hostPath"] != nil else {
                throw VolumeFailure(description: "subPath \(subPath) does not exist")
            }
            do { try FileTree.makeDirectory(base + real, mode: 0o777) } catch {
                throw VolumeFailure(description: "\(error)")
            }
        }
        return real
    }
}
