import Glibc
import JSONTree
import KubernetesAPI

/// A volume of the kind `emptyDir`: its medium and its size limit.
struct EmptyDirectory: Sendable {
    enum Medium: Sendable, Hashable {
        case disk
        case memory
        /// One that this node does not have, for example `HugePages-2Mi`.
        case other(String)
    }

    let volume: JSON
    let medium: Medium
    /// As it is written, for example `64Mi`; nil for none.
    let limit: String?

    /// - Returns: Nil for a volume of another kind.
    init?(_ volume: JSON) {
        guard let wanted = volume["emptyDir"] else { return nil }
        self.volume = volume
        switch wanted["medium"]?.string ?? "" {
        case "": medium = .disk
        case "Memory": medium = .memory
        case let other: medium = .other(other)
        }
        limit = wanted["sizeLimit"].flatMap { $0.string ?? $0.integer.map(String.init) }
    }

    static func all(of pod: JSON) -> [EmptyDirectory] {
        (pod.at("spec", "volumes")?.array ?? []).compactMap { EmptyDirectory($0) }
    }

    var name: String { volume["name"]?.string ?? "" }

    /// In bytes; 0 is no limit, as for kubelet.
    var maximum: Int? { limit.flatMap { Quantity.quotient($0, by: "1") }.flatMap { $0 > 0 ? $0 : nil } }

    /// The options of its tmpfs: as large as the limit, or as the pod's memory limit if that is less.
    ///
    /// Without both it is the kernel's default, half of the machine's memory. Groups need real group ids.
    func mountOptions(of pod: JSON, withGroups: Bool) -> String {
        var options: [String] = []
        if let size = [maximum, Self.memoryLimit(of: pod)].compactMap(\.self).min() { options.append("size=\(size)") }
        if withGroups, let group = pod.at("spec", "securityContext", "fsGroup")?.integer {
            options += ["mode=2777", "gid=\(group)"]
        } else {
            options.append("mode=0777")
        }
        return options.joined(separator: ",")
    }

    /// What the pod's containers may use together, in bytes; nil if one of them has no limit.
    static func memoryLimit(of pod: JSON) -> Int? {
        var sum = 0
        for container in pod.at("spec", "containers")?.array ?? [] {
            let limit = container.at("resources", "limits", "memory")
            guard let text = limit?.string ?? limit?.integer.map(String.init),
                let bytes = Quantity.quotient(text, by: "1"), bytes > 0
            else { return nil }
            let (larger, isTooLarge) = sum.addingReportingOverflow(bytes)
            sum = isTooLarge ? .max : larger
        }
        return sum > 0 ? sum : nil
    }

    /// The bytes that a directory takes on its disk, counted until they are more than `enough`; links are not followed.
    static func usage(of directory: String, enough: Int) -> Int {
        var waiting = [directory]
        var sum = 0
        while sum <= enough, let path = waiting.popLast() {
            for name in FileTree.names(in: path) {
                var status = stat()
                guard lstat("\(path)/\(name)", &status) == 0 else { continue }
                sum += Int(status.st_blocks) * 512
                if status.st_mode & S_IFMT == S_IFDIR { waiting.append("\(path)/\(name)") }
            }
        }
        return sum
    }
}
