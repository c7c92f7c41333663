import Ambient

/// A point in time as conditions write it: one of the forms of W3C's profile of ISO 8601, or seconds since 1970.
struct Instant: Sendable, Hashable, Comparable {
    private let seconds: Int64
    /// 10⁻¹⁸ seconds.
    private let attoseconds: UInt64

    static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.attoseconds) < (right.seconds, right.attoseconds)
    }

    /// Reads a time; four digits are a year, any other number is seconds since 1970.
    init?(_ text: String) {
        var scanner = DigitScanner(text.utf8)
        if text.utf8.count != 4, let epoch = Instant.epoch(text) {
            self = epoch
            return
        }
        guard let year = scanner.number(digits: 4) else { return nil }
        var month = 1
        var day = 1
        if scanner.take("-") {
            guard let value = scanner.number(digits: 2) else { return nil }
            month = value
            if scanner.take("-") {
                guard let value = scanner.number(digits: 2) else { return nil }
                day = value
                if scanner.take("T") {
                    guard let time = TimeOfDay(&scanner), scanner.isAtEnd else { return nil }
                    self.init(year: year, month: month, day: day, time: time)
                    return
                }
            }
        }
        guard scanner.isAtEnd else { return nil }
        self.init(year: year, month: month, day: day, time: .midnight)
    }

    private init?(year: Int, month: Int, day: Int, time: TimeOfDay) {
        guard
            let date = CalendarDate(
                year: year,
                month: month,
                day: day,
                hour: time.hour,
                minute: time.minute,
                second: time.second,
                millisecond: 0
            ).timestamp
        else { return nil }
        seconds = date.seconds - time.offset
        attoseconds = time.attoseconds
    }

    private init(seconds: Int64, attoseconds: UInt64) {
        self.seconds = seconds
        self.attoseconds = attoseconds
    }

    private static func epoch(_ text: String) -> Instant? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, first.utf8.allSatisfy({ (48...57).contains($0) }),
            let seconds = Int64(first), seconds < 1 << 53
        else { return nil }
        guard parts.count == 2 else { return Instant(seconds: seconds, attoseconds: 0) }
        var scanner = DigitScanner(parts[1].utf8)
        guard let attoseconds = scanner.fraction(), scanner.isAtEnd else { return nil }
        return Instant(seconds: seconds, attoseconds: attoseconds)
    }
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.s`, and where it counts: `Z`, `+hh:mm` or `-hh:mm`.
private struct TimeOfDay {
    static let midnight = TimeOfDay(hour: 0, minute: 0, second: 0, attoseconds: 0, offset: 0)

    let hour: Int
    let minute: Int
    let second: Int
    let attoseconds: UInt64
    /// Seconds ahead of UTC.
    let offset: Int64

    private init(hour: Int, minute: Int, second: Int, attoseconds: UInt64, offset: Int64) {
        self.hour = hour
        self.minute = minute
        self.second = second
        self.attoseconds = attoseconds
        self.offset = offset
    }

    init?(_ scanner: inout DigitScanner) {
        guard let hour = scanner.number(digits: 2), scanner.take(":"), let minute = scanner.number(digits: 2) else {
            return nil
        }
        var second = 0
        var attoseconds: UInt64 = 0
        if scanner.take(":") {
            guard let value = scanner.number(digits: 2) else { return nil }
            second = value
            if scanner.take(".") {
                guard let value = scanner.fraction() else { return nil }
                attoseconds = value
            }
        }
        guard let offset = TimeOfDay.offset(&scanner) else { return nil }
        self.init(hour: hour, minute: minute, second: second, attoseconds: attoseconds, offset: offset)
    }

    private static func offset(_ scanner: inout DigitScanner) -> Int64? {
        if scanner.take("Z") { return 0 }
        let isAhead = scanner.take("+")
        guard isAhead || scanner.take("-"), let hours = scanner.number(digits: 2), hours < 24, scanner.take(":"),
            let minutes = scanner.number(digits: 2), minutes < 60
        else { return nil }
        return Int64(hours * 3600 + minutes * 60) * (isAhead ? 1 : -1)
    }
}

/// Reads decimal fields from the front of some text.
private struct DigitScanner {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) {
        rest = Array(bytes)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard let next = rest.first, next == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard rest.count >= digits else { return nil }
        var value = 0
        for byte in rest.prefix(digits) {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        rest.removeFirst(digits)
        return value
    }

    /// At least one digit, as 10⁻¹⁸; digits past the eighteenth are dropped.
    mutating func fraction() -> UInt64? {
        var value: UInt64 = 0
        var count = 0
        while let digit = number(digits: 1) {
            if count < 18 { value = value * 10 + UInt64(digit) }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 18 - count) { value *= 10 }
        return value
    }
}
