import AWSProtocols
import ServiceModel

/// One range of bytes (RFC 9110 section 14).
struct ByteRange: Sendable, Hashable {
    let offset: Int
    let length: Int

    /// Nil for requests without a range, or with one that is not understood and therefore ignored.
    ///
    /// - Throws: `InvalidRange` if nothing of the range exists.
    init?(_ head: RequestHead, size: Int) throws(Fault) {
        guard let text = head.header("range"), text.hasPrefix("bytes="), !text.contains(",") else { return nil }
        let parts = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        if parts[0].isEmpty {
            guard let count = Int(parts[1]), count >= 0 else { return nil }
            guard count > 0, size > 0 else { throw Words.invalidRange }
            length = min(count, size)
            offset = size - length
            return
        }
        guard let first = Int(parts[0]), first >= 0 else { return nil }
        let last = parts[1].isEmpty ? size - 1 : Int(parts[1])
        guard let last, last >= first || parts[1].isEmpty else { return nil }
        guard first < size else { throw Words.invalidRange }
        offset = first
        length = min(last, size - 1) - first + 1
    }
}
