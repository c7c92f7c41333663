import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Bookmarks come this often to those who allow them, and a closed connection is noticed.
    private static let bookmarkInterval = Duration.seconds(30)
    private static let longestWatch = 3600

    func watch(_ target: RequestTarget, _ request: KubernetesRequest) throws -> KubernetesResponse {
        let selection = try selectors(target, request)
        let asked = request.value("resourceVersion") ?? ""
        guard asked.isEmpty || Int(asked) != nil else {
            throw APIError.badRequest("resource version: Invalid value: \(JSON.string(asked).text())")
        }
        let revision = Int(asked).flatMap { $0 == 0 ? nil : $0 }
        // Without a resource version the watch begins with what there is.
        let changes = try store.watch(after: revision)
        let snapshot = store.snapshot
        var existing: [ClusterObject] = []
        if revision == nil {
            existing = snapshot.entries(target.resource, namespace: target.namespace).filter {
                selection.selects($0.json)
            }
        }
        let started = snapshot.revision
        let table = wantsTable(request) ? Table(of: target.resource, now: clock.now) : nil
        let include = request.value("includeObject")
        let sendsBookmarks = request.flag("allowWatchBookmarks")
        let seconds = request.value("timeoutSeconds").flatMap { Int($0) } ?? Self.longestWatch
        let timeout = Duration.seconds(max(1, min(seconds, Self.longestWatch)))
        let resource = target.resource
        let first = existing
        let current: @Sendable () -> Int = { [store] in store.snapshot.revision }

        @Sendable func line(_ type: String, _ object: JSON, _ encoded: [UInt8], isFirst: Bool = false) -> [UInt8] {
            let shown = table?.json([object], metadata: .empty, including: include, withColumns: isFirst)
            let content = shown?.serialized() ?? encoded
            var bytes: [UInt8] = []
            bytes.reserveCapacity(content.count + 40)
            bytes.append(contentsOf: "{\"type\":\"\(type)\",\"object\":".utf8)
            bytes.append(contentsOf: content)
            bytes.append(contentsOf: "}\n".utf8)
            return bytes
        }

        return KubernetesResponse(
            status: 200,
            contentType: "application/json",
            body: .stream { write in
                let (lines, output) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(8192))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        var isFirst = true
                        for object in first {
                            output.yield(line("ADDED", object.json, object.bytes, isFirst: isFirst))
                            isFirst = false
                        }
                        for await change in changes where change.resource == resource {
                            // What the list already held.
                            if revision == nil, change.revision <= started { continue }
                            guard let event = selection.event(change) else { continue }
                            if case .dropped = output.yield(line(event, change.object, change.bytes, isFirst: isFirst))
                            {
                                break
                            }
                            isFirst = false
                        }
                        output.finish()
                    }
                    group.addTask {
                        let end = ContinuousClock.now + timeout
                        while ContinuousClock.now < end {
                            let rest = end - ContinuousClock.now
                            try? await Task.sleep(for: min(rest, Self.bookmarkInterval))
                            if Task.isCancelled { break }
                            guard sendsBookmarks else { continue }
                            let bookmark: JSON = [
                                "kind": .string(resource.kind), "apiVersion": .string(resource.groupVersion),
                                "metadata": ["resourceVersion": .string(String(current()))],
                            ]
                            output.yield(line("BOOKMARK", bookmark, bookmark.serialized()))
                        }
                        output.finish()
                    }
                    defer { group.cancelAll() }
                    for await bytes in lines { try await write(bytes) }
                }
            }
        )
    }
}

extension Selection {
    /// What a change is to a watcher that sees only what it selects; nil if nothing.
    func event(_ change: ClusterChange) -> String? {
        let isSelected = selects(change.object)
        let wasSelected = change.previous.map(selects) ?? false
        switch change.kind {
        case .deleted: return wasSelected ? "DELETED" : nil
        case .added, .modified:
            if isSelected { return wasSelected ? "MODIFIED" : "ADDED" }
            return wasSelected ? "DELETED" : nil
        }
    }
}
