import Synchronization

/// Bytes that are given out once.
final class OneShot: Sendable {
    private let bytes: Mutex<[UInt8]?>

    init(_ bytes: [UInt8]) {
        self.bytes = Mutex(bytes.isEmpty ? nil : bytes)
    }

    func take() -> [UInt8]? { bytes.withLock { $0.take() } }
}
