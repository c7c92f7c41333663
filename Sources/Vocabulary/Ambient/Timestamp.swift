/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z; leap seconds are not counted (POSIX time).
package struct Timestamp: Hashable, Comparable, Sendable, Codable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Seconds that no `Timestamp` can hold become the first or last one: numbers from outside end no program.
    package init(seconds: Int64) {
        milliseconds = Self.milliseconds(of: seconds)
    }

    /// Whole seconds since the epoch, rounded down.
    package var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// This time moved by a number of seconds, which may be negative; the first or last one if that is too far.
    package func adding(seconds: Int64) -> Timestamp {
        let (sum, isTooFar) = milliseconds.addingReportingOverflow(Self.milliseconds(of: seconds))
        return Timestamp(milliseconds: isTooFar ? (seconds < 0 ? .min : .max) : sum)
    }

    private static func milliseconds(of seconds: Int64) -> Int64 {
        let (product, isTooFar) = seconds.multipliedReportingOverflow(by: 1000)
        return isTooFar ? (seconds < 0 ? .min : .max) : product
    }

    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
