/// How long a container that ended waits for its next start, as kubelet has it: 10 s, doubled each time up to 5 minutes,
/// forgotten after 10 minutes of running.
struct BackOff: Sendable, Hashable {
    static let first = 10
    static let longest = 300
    static let forgivenAfter = 600

    /// Seconds; 0 for the first restart, which is immediate.
    private(set) var delay = 0

    /// Counts a run of some seconds, and says how many seconds to wait now.
    mutating func next(afterRunning seconds: Int) -> Int {
        if seconds >= Self.forgivenAfter { delay = 0 }
        defer { delay = delay == 0 ? Self.first : min(delay * 2, Self.longest) }
        return delay
    }
}

/// Whether a container that ended starts again.
enum RestartPolicy: String, Sendable {
    case always = "Always"
    case onFailure = "OnFailure"
    case never = "Never"

    func restarts(exitCode: Int) -> Bool {
        switch self {
        case .always: true
        case .onFailure: exitCode != 0
        case .never: false
        }
    }
}
