import Synchronization

/// What the answer to one request warns of.
final class WarningList: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    /// What is there already is not said twice.
    func append(_ text: String) { texts.withLock { if !$0.contains(text) { $0.append(text) } } }
}
