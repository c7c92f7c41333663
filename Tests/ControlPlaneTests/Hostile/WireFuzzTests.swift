import AWSProtocols
import Authorization
import Foundation
import ServiceModel
import Testing

@testable import ControlPlane
@testable import HTTPServing

/// Hostile values in every member of every operation: the process lives on, no answer is a fault of ours, and every refusal
/// has the frame of its service.
///
/// `make fuzzwire` runs it for longer and with another seed. What was sent last, before the process ended, is in the file
/// `lanyard-wire-fuzz-SERVICE` of the directory for temporary files.
struct WireFuzzTests {
    @Test(arguments: ["sts", "iam", "s3", "ec2", "eks", "eks-auth", "cloudtrail", "lanyard"])
    func `no member's value ends the process, is answered as our fault, or breaks an answer`(
        _ service: String
    ) async throws {
        let fields = try FieldNames(service: service)
        try #require(!fields.members.isEmpty)
        let result = try await House.with { house -> (findings: [String], unreached: [String]) in
            var world = try await HostileWorld(house)
            let operations = house.composition.endpoint.table.all.map(\.operation)
                .filter { $0.dialect.name == service }.sorted { $0.name < $1.name }
            var findings: [String] = []
            var reached: Set<String> = []
            // Since the world was made.
            var isUntouched = false
            var nearest: [String: String] = [:]
            var run = FuzzRun(service)
            while run.goesOn, findings.isEmpty {
                var choice = SeededChoice(run.seed)
                for operation in operations {
                    for (turn, names) in run.turns(operation, fields, &choice).enumerated() {
                        let isFirst = turn == 0 && !(operation.isReadOnly && isUntouched)
                        if isFirst || (turn > 0 && turn.isMultiple(of: 20) && !operation.isReadOnly) {
                            try await world.prepare(service)
                        }
                        isUntouched = operation.isReadOnly
                        var request = WireRequest(operation, with: world.values)
                        // The first as it should be, so that the rest are near to what is taken.
                        if turn > 0 { request.spoil(operation, names, fields, &choice) }
                        run.note(request)
                        let answer = try await house.exchange(request, as: world.caller)
                        // Conflicts are found last of all.
                        if answer.status < 300 || answer.status == 409 { reached.insert(operation.name) }
                        if turn == 0, answer.status >= 300 {
                            nearest[operation.name] = String(decoding: answer.body.prefix(400), as: UTF8.self)
                        }
                        let problem = AnswerFrame.problem(
                            operation,
                            request.method,
                            answer.status,
                            answer.headers,
                            answer.body
                        )
                        guard let problem else { continue }
                        let shown = String(decoding: answer.body.prefix(300), as: UTF8.self)
                        findings.append("\(answer.status) to \(request.shown): \(problem): \(shown)")
                        if findings.count > 20 { return (findings, []) }
                    }
                }
            }
            let unreached = operations.map(\.name).filter { !reached.contains($0) && !Self.neverTaken.contains($0) }
            return (findings, unreached.map { "\($0): \(nearest[$0] ?? "")" })
        }
        #expect(result.findings == [])
        #expect(result.unreached == [], "nothing hostile got far there")
    }

    /// What is always refused, as the only cluster is our own.
    private static let neverTaken: Set<String> = ["DeleteCluster", "UpdateClusterVersion"]
}

/// How long hostile values are tried, from which seed, and the note of what is tried now.
struct FuzzRun {
    private let end: ContinuousClock.Instant?
    private let file: FileHandle?
    private(set) var seed: UInt64
    private var rounds = 0
    /// Whether it is more than the round among the tests.
    let isThorough: Bool

    /// One round from one seed, unless `LANYARD_FUZZ_SECONDS` and `LANYARD_FUZZ_SEED` say otherwise.
    init(_ name: String, _ environment: [String: String] = ProcessInfo.processInfo.environment) {
        let seconds = environment["LANYARD_FUZZ_SECONDS"].flatMap { Int($0) }
        end = seconds.map { ContinuousClock.now + .seconds($0) }
        seed = environment["LANYARD_FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_261_125
        isThorough = seconds != nil
        let path = FileManager.default.temporaryDirectory.appending(path: "lanyard-wire-fuzz-\(name)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        file = FileHandle(forWritingAtPath: path)
    }

    /// Whether there is another round, which has a seed of its own.
    var goesOn: Bool {
        mutating get {
            rounds += 1
            if rounds > 1 { seed &+= 1 }
            return rounds == 1 || (end.map { ContinuousClock.now < $0 } ?? false)
        }
    }

    /// Which members are spoilt together: those of the operation alone, and all of the service in groups.
    func turns(_ operation: ServiceModel.Operation, _ fields: FieldNames, _ choice: inout SeededChoice) -> [[String]] {
        var turns: [[String]] = [[]]
        let own = fields.names(of: operation.name)
        for _ in 0..<(isThorough ? 4 : 1) { turns += own.shuffled(using: &choice).map { [$0] } }
        var others = (fields.members + fields.headers).shuffled(using: &choice)[...]
        while !others.isEmpty {
            let group = others.prefix(isThorough ? 3 : 60)
            turns.append(Array(group))
            others = others.dropFirst(group.count)
        }
        return turns
    }

    /// Writes down what is about to be asked; it is there when the process is not any more.
    func note(_ request: WireRequest) { note(request.shown) }

    func note(_ text: String) {
        try? file?.truncate(atOffset: 0)
        try? file?.seek(toOffset: 0)
        try? file?.write(contentsOf: Data("seed \(seed)\n\(text)\n".utf8))
    }
}

extension WireRequest {
    /// For people.
    var shown: String {
        let fields = headers.map { "\($0.name): \($0.value.prefix(200))" }.joined(separator: "; ")
        return "\(method) \(path.prefix(500))?\(query.prefix(1000)) [\(fields)] "
            + String(decoding: body.prefix(3000), as: UTF8.self)
    }
}
