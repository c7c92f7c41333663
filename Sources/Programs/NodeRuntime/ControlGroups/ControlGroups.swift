import Glibc
import JSONTree
import Synchronization

/// The control groups that hold containers to their limits: of cgroup v2, or of v1 where the memory or the processor is its
/// matter; made when the first container starts.
final class ControlGroups: Sendable {
    /// There are none, and why.
    struct Unavailable: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    /// This process, and the node's first.
    private let processes: [Int32]
    private let mounts: String
    private let membership: String
    private let hasSwap: Bool
    /// A file that says what to remove should this process be killed.
    private let record: String
    private let hierarchy = Mutex<Result<any ControlHierarchy, Unavailable>?>(nil)
    private let isPrepared = Mutex(false)

    /// The texts are those of `/proc/self/mountinfo`, `/proc/self/cgroup` and `/proc/swaps`.
    init(
        processes: [Int32],
        record: String,
        mounts: String? = nil,
        membership: String? = nil,
        swaps: String? = nil
    ) {
        self.processes = processes
        self.record = record
        self.mounts = mounts ?? ControlFiles.text("/proc/self/mountinfo")
        self.membership = membership ?? ControlFiles.text("/proc/self/cgroup")
        hasSwap = (swaps ?? ControlFiles.text("/proc/swaps")).split(separator: "\n").count > 1
    }

    /// Removes what an earlier process has left that was killed.
    func sweep() { ControlGroupRemoval.sweep(record: record) }

    /// Makes what holds the groups of containers; how to remove it again, the first time only.
    func prepare() -> ControlGroupRemoval? {
        let isFirst = isPrepared.withLock { isPrepared in
            defer { isPrepared = true }
            return !isPrepared
        }
        guard isFirst, case .success(let made) = result() else { return nil }
        return made.removal
    }

    /// The limits that nothing will hold a container to, in words, by the reason.
    func unenforced(_ limits: ResourceLimits) -> [String: [String]] {
        var missing: [String: [String]] = [:]
        for (resource, text) in limits.texts.sorted(by: { $0.key < $1.key }) {
            switch result() {
            case .failure(let reason): missing[reason.description, default: []].append("\(resource) \(text)")
            case .success(let hierarchy):
                guard let reason = hierarchy.refusal(of: resource) else { continue }
                missing[reason, default: []].append("\(resource) \(text)")
            }
        }
        return missing
    }

    /// The group for a container; nil if it needs none, or there are none here (`unenforced` says so).
    ///
    /// - Throws: `NodeFailure` if the container cannot be held to limits that it asks for.
    func group(named name: String, limits: ResourceLimits) throws(NodeFailure) -> ControlGroup? {
        guard case .success(let hierarchy) = result() else { return nil }
        do throws(NodeFailure) { return try hierarchy.group(named: name, limits) } catch {
            guard limits.memory == nil, limits.processor == nil else { throw error }
            return ControlGroup(directories: [], shortcomings: ["the number of processes is not limited: \(error)"])
        }
    }

    /// Removes everything, after the node has ended; the processes that are left are again where they were.
    func remove() {
        guard case .success(let made)? = hierarchy.withLock({ $0 }) else { return }
        made.removal.run()
        unlink(record)
    }

    private func result() -> Result<any ControlHierarchy, Unavailable> {
        hierarchy.withLock { known in
            if let known { return known }
            let result: Result<any ControlHierarchy, Unavailable>
            do throws(Unavailable) { result = .success(try make()) } catch { result = .failure(error) }
            known = result
            guard case .success(let made) = result else { return result }
            // Without it the groups would only stay after the death of both this process and the node's first.
            try? FileTree.write(made.removal.json.serialized(), to: record, mode: 0o600)
            return result
        }
    }

    private func make() throws(Unavailable) -> any ControlHierarchy {
        do throws(Unavailable) {
            return try UnifiedControlGroups(
                processes: processes,
                mounts: mounts,
                membership: membership,
                hasSwap: hasSwap
            )
        } catch {
            guard SeparateControlGroups.areMounted(mounts) else { throw error }
            return try SeparateControlGroups(
                process: processes[0],
                mounts: mounts,
                membership: membership,
                hasSwap: hasSwap
            )
        }
    }
}
