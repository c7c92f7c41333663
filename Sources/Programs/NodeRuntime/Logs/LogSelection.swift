import Ambient
import KubernetesService

/// Which lines of a log were asked for.
struct LogSelection: Sendable {
    /// Nanoseconds since 1970.
    var since: Int64?
    var tailLines: Int?

    init(_ request: PodLogRequest, now: Int64) {
        since = request.sinceSeconds.map { seconds in
            let (length, isTooLong) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
            // Before everything.
            return isTooLong ? .min : now - length
        }
        if let time = request.sinceTime {
            let (nanoseconds, isTooLong) = time.milliseconds.multipliedReportingOverflow(by: 1_000_000)
            since = isTooLong ? (time.milliseconds < 0 ? .min : .max) : nanoseconds
        }
        tailLines = request.tailLines
    }

    func select(_ lines: [LogLine]) -> [LogLine] {
        var lines = lines
        if let since { lines = lines.filter { $0.time >= since } }
        guard let tailLines else { return lines }
        // The parts of a line that was cut count as one.
        var start = lines.count
        var count = 0
        while start > 0 {
            if !lines[start - 1].isPartial || start == lines.count {
                guard count < tailLines else { break }
                count += 1
            }
            start -= 1
        }
        return Array(lines[start...])
    }
}
