import Ambient
import Synchronization

/// The `Date` header, written once a second.
final class DateHeader: Sendable {
    private let known = Mutex<(second: Int64, text: String)>((0, ""))

    func value(_ now: Timestamp) -> String {
        known.withLock { known in
            if known.second != now.seconds { known = (now.seconds, now.httpDate) }
            return known.text
        }
    }
}
