import Glibc

/// The control group of one container: one directory, or with cgroup v1 one for each controller.
struct ControlGroup: Sendable, Hashable {
    let directories: [String]
    /// What the kernel does not hold the container to, in words.
    var shortcomings: [String] = []

    /// The files by which a process enters it.
    var processes: [String] { directories.map { $0 + "/cgroup.procs" } }

    /// Whether the kernel has killed a process of it for using more memory than it may.
    var wasOutOfMemory: Bool {
        // The first is v2's, the second v1's.
        let files = directories.flatMap { ["\($0)/memory.events", "\($0)/memory.oom_control"] }
        return files.flatMap { ControlFiles.text($0).split(separator: "\n") }.contains { line in
            let pair = line.split(separator: " ")
            return pair.count == 2 && pair[0] == "oom_kill" && pair[1] != "0"
        }
    }

    /// Holds the container to a limit that it asks for.
    ///
    /// - Throws: `NodeFailure` if the kernel does not take it.
    func set(_ file: String, _ text: String, in directory: String) throws(NodeFailure) {
        guard ControlFiles.put(text, "\(directory)/\(file)") else {
            throw ControlFiles.failure("\(directory)/\(file)")
        }
    }

    /// Sets what belongs to a limit; what follows if the kernel does not take it is a shortcoming.
    mutating func attempt(_ file: String, _ text: String, in directory: String, otherwise: String) {
        guard !ControlFiles.put(text, "\(directory)/\(file)") else { return }
        shortcomings.append("\(otherwise): \(file): \(ControlFiles.reason)")
    }

    /// Removes what was made of it before it had any processes.
    func discard() {
        for directory in directories { rmdir(directory) }
    }

    /// Removes it, once its processes have ended, which they do soon; the directories that stay.
    ///
    /// A pod that is deleted has its task cancelled, and its processes are waited for all the same.
    func remove() async -> [String] {
        var waiting = directories
        for _ in 0..<100 {
            waiting.removeAll { rmdir($0) == 0 || errno == ENOENT }
            if waiting.isEmpty { break }
            await Task { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
        return waiting
    }
}
