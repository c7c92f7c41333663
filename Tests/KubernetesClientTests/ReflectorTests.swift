import Ambient
import JSONTree
import KubernetesClient
import Synchronization
import Testing

/// An API server of which every answer was written down before.
final class ScriptedServer: KubernetesCalling {
    enum Step: Sendable {
        case page([String], version: String, next: String?)
        case listFails(Int)
        case watch([(String, String, String)])
        case watchFails(Int)
    }

    private let steps: Mutex<[Step]>
    private let asked = Mutex<[String]>([])
    let isOver = Mutex(false)

    init(_ steps: [Step]) {
        self.steps = Mutex(steps)
    }

    var questions: [String] { asked.withLock { $0 } }

    private func next() -> Step? { steps.withLock { $0.isEmpty ? nil : $0.removeFirst() } }

    private func note(_ kind: String, _ query: [(name: String, value: String)]) {
        let shown = query.filter { ["continue", "resourceVersion"].contains($0.name) }.map { "\($0.name)=\($0.value)" }
        asked.withLock { $0.append(([kind] + shown).joined(separator: " ")) }
    }

    private static func status(_ code: Int) -> KubernetesError {
        .refused(status: code, reason: "", message: "")
    }

    func call(
        _ method: KubernetesMethod,
        _ path: String,
        query: [(name: String, value: String)],
        body: JSON?,
        within time: Duration
    ) async throws(KubernetesError) -> JSON {
        note("list", query)
        switch next() {
        case .page(let names, let version, let next)?:
            var metadata: JSONObject = ["resourceVersion": .string(version)]
            if let next { metadata["continue"] = .string(next) }
            return ["metadata": .object(metadata), "items": .array(names.map { Self.object($0, version) })]
        case .listFails(let code)?: throw Self.status(code)
        default: throw .unreachable(server: "script", reason: "over")
        }
    }

    func watch(
        _ path: String,
        query: [(name: String, value: String)],
        silence seconds: Int64,
        receive: (_ type: String, _ object: JSON) -> Void
    ) async throws {
        note("watch", query)
        switch next() {
        case .watch(let events)?:
            for (type, name, version) in events { receive(type, Self.object(name, version)) }
        case .watchFails(let code)?: throw Self.status(code)
        default: throw CancellationError()
        }
    }

    private static func object(_ name: String, _ version: String) -> JSON {
        ["metadata": ["namespace": "n", "name": .string(name), "resourceVersion": .string(version)]]
    }
}

@Suite struct ReflectorTests {
    /// Runs a script to its end; what was told, and the pauses made.
    private func run(_ steps: [ScriptedServer.Step]) async -> (told: [String], asked: [String], pauses: [Duration]) {
        let server = ScriptedServer(steps)
        let told = Mutex<[String]>([])
        let pauses = Mutex<[Duration]>([])
        let reflector = Reflector<Bool>(
            source: server,
            path: "/api/v1/things",
            random: .seeded(1),
            pause: { time in pauses.withLock { $0.append(time) } },
            decode: { _ in true }
        )
        await reflector.run { change in
            let words =
                switch change {
                case .replaced(let all): "all \(all.keys.sorted().joined(separator: ","))"
                case .upserted(let key, _): "set \(key)"
                case .removed(let key): "gone \(key)"
                case .failed(let error): "failed \(error)"
                case .resumed: "resumed"
                }
            told.withLock { $0.append(words) }
        }
        return (told.withLock { $0 }, server.questions, pauses.withLock { $0 })
    }

    @Test func `lists page by page, then watches from the list's version, and goes on from the last event's`() async {
        let result = await run([
            .page(["a"], version: "5", next: "more"), .page(["b"], version: "5", next: nil),
            .watch([("ADDED", "c", "6"), ("MODIFIED", "a", "7"), ("DELETED", "b", "8"), ("BOOKMARK", "", "11")]),
            .watch([]),
        ])
        #expect(result.told == ["all n/a,n/b", "set n/c", "set n/a", "gone n/b"])
        #expect(
            result.asked == [
                "list", "list continue=more", "watch resourceVersion=5", "watch resourceVersion=11",
                "watch resourceVersion=11",
            ]
        )
    }

    @Test func `410 Gone makes it list again, at once and without complaint`() async {
        let result = await run([
            .page(["a"], version: "5", next: nil), .watchFails(410), .page(["b"], version: "9", next: nil),
        ])
        #expect(result.told == ["all n/a", "all n/b"])
        #expect(result.asked == ["list", "watch resourceVersion=5", "list", "watch resourceVersion=9"])
        #expect(result.pauses.isEmpty)
    }

    @Test func `410 in the middle of a list begins the list anew`() async {
        let result = await run([
            .page(["a"], version: "5", next: "more"), .listFails(410), .page(["b"], version: "9", next: nil),
        ])
        #expect(result.told == ["all n/b"])
    }

    @Test func `failures are told, and paused after, longer each time`() async {
        let result = await run([
            .listFails(500), .listFails(500), .listFails(500), .listFails(500), .page([], version: "1", next: nil),
        ])
        #expect(result.told.count == 5)
        #expect(result.pauses.count == 4)
        for (index, pause) in result.pauses.enumerated() {
            let longest = Duration.milliseconds(500 << index)
            #expect(pause >= longest / 2 && pause <= longest)
        }
    }

    @Test func `a watch that breaks is taken up where it was`() async {
        let result = await run([
            .page([], version: "1", next: nil), .watch([("ADDED", "a", "2")]), .watchFails(500), .watch([]),
        ])
        #expect(result.asked.last == "watch resourceVersion=2")
        #expect(result.told.first == "all ")
        #expect(result.told.last == "resumed")
    }
}
