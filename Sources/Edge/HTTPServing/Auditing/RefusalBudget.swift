import Ambient
import Synchronization

/// How many refusals of callers who did not prove who they are get a record of their own.
///
/// They cost the sender nothing, so that a flood of them must not fill the disk: a burst is recorded whole, and of a flood so
/// many a second; how many were left out is told to the log.
final class RefusalBudget: Sendable {
    /// What to do with one refusal.
    struct Answer: Sendable, Equatable {
        let isRecorded: Bool
        /// Those left out since they were last told, if it is time to tell.
        let leftOut: Int?
    }

    private struct State {
        var available: Double
        var refilledAt: Timestamp?
        var leftOut = 0
        var toldAt: Timestamp?
    }

    private let burst: Double
    private let perSecond: Double
    private let state: Mutex<State>

    init(burst: Int = 10_000, perSecond: Int = 200) {
        self.burst = Double(burst)
        self.perSecond = Double(perSecond)
        state = Mutex(State(available: Double(burst)))
    }

    /// Decides about a refusal at a time.
    func take(at now: Timestamp) -> Answer {
        state.withLock { state in
            let passed = state.refilledAt.map { max(0, Double(now.milliseconds - $0.milliseconds)) / 1000 } ?? 0
            state.available = min(burst, state.available + passed * perSecond)
            state.refilledAt = now
            let isRecorded = state.available >= 1
            if isRecorded { state.available -= 1 } else { state.leftOut += 1 }
            let isTime = state.toldAt.map { now.milliseconds - $0.milliseconds >= 1000 } ?? true
            guard state.leftOut > 0, isTime else { return Answer(isRecorded: isRecorded, leftOut: nil) }
            defer { state.leftOut = 0 }
            state.toldAt = now
            return Answer(isRecorded: isRecorded, leftOut: state.leftOut)
        }
    }
}
