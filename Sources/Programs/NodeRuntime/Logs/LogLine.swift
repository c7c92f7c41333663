import Ambient
import Glibc

/// One line of a container's log, in a file as CRI has it: `TIME stdout F TEXT`.
struct LogLine: Sendable, Hashable {
    /// Nanoseconds since 1970.
    var time: Int64
    var isError = false
    /// Whether the container's line goes on in the next.
    var isPartial = false
    var text: [UInt8]

    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// As RFC 3339 with nine decimals.
    var timeText: String {
        let seconds = Timestamp(seconds: time / 1_000_000_000).rfc3339.prefix(19)
        let fraction = String(time % 1_000_000_000)
        return seconds + "." + String(repeating: "0", count: 9 - fraction.count) + fraction + "Z"
    }

    var encoded: [UInt8] {
        Array("\(timeText) \(isError ? "stderr" : "stdout") \(isPartial ? "P" : "F") ".utf8) + text
            + [UInt8(ascii: "\n")]
    }

    /// Reads a line of a file, without its end; nil if it is none.
    init?(_ bytes: ArraySlice<UInt8>) {
        let parts = bytes.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].count == 30 else { return nil }
        let time = String(decoding: parts[0], as: UTF8.self)
        guard let whole = Timestamp(rfc3339: time.prefix(19) + "Z"), let fraction = Int64(time.dropFirst(20).prefix(9))
        else { return nil }
        self.time = whole.seconds * 1_000_000_000 + fraction
        isError = parts[1].elementsEqual("stderr".utf8)
        isPartial = parts[2].elementsEqual("P".utf8)
        text = Array(parts[3])
    }

    init(time: Int64, isError: Bool, isPartial: Bool, text: [UInt8]) {
        self.time = time
        self.isError = isError
        self.isPartial = isPartial
        self.text = text
    }

    /// As a reader of the log sees it.
    func shown(timestamps: Bool) -> [UInt8] {
        (timestamps ? Array((timeText + " ").utf8) : []) + text + (isPartial ? [] : [UInt8(ascii: "\n")])
    }
}
