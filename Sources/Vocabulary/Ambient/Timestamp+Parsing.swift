extension Timestamp {
    /// Reads RFC 3339 (`2026-11-24T00:02:50Z`, fractions and offsets allowed); nil if anything else.
    package init?(rfc3339 text: some StringProtocol) {
        var scanner = DigitScanner(text.utf8)
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("T"), let hour = scanner.number(2), scanner.take(":"),
            let minute = scanner.number(2), scanner.take(":"), let second = scanner.number(2)
        else { return nil }
        let millisecond = scanner.take(".") ? scanner.fractionInMilliseconds() : 0
        guard let millisecond, let offset = scanner.offsetInSeconds(), scanner.isAtEnd else { return nil }
        let date = CalendarDate(
            year: year,
            month: month,
            day: day,
            hour: hour,
            minute: minute,
            second: second,
            millisecond: millisecond
        )
        guard let local = date.timestamp else { return nil }
        self = local.adding(seconds: -offset)
    }

    /// Reads the basic form SigV4 signs, `20261124T000250Z`; nil if anything else.
    package init?(basic text: some StringProtocol) {
        var scanner = DigitScanner(text.utf8)
        guard let year = scanner.number(4), let month = scanner.number(2), let day = scanner.number(2),
            scanner.take("T"), let hour = scanner.number(2), let minute = scanner.number(2),
            let second = scanner.number(2), scanner.take("Z"), scanner.isAtEnd,
            let time = CalendarDate(
                year: year,
                month: month,
                day: day,
                hour: hour,
                minute: minute,
                second: second
            ).timestamp
        else { return nil }
        self = time
    }
}

/// Reads fixed-width decimal fields from the front of some bytes.
private struct DigitScanner {
    private var rest: [UInt8].SubSequence

    init(_ bytes: some Sequence<UInt8>) {
        rest = Array(bytes)[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard let next = rest.first, next == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        guard rest.count >= width else { return nil }
        var value = 0
        for byte in rest.prefix(width) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        rest.removeFirst(width)
        return value
    }

    /// At least one digit; those past the third are read and dropped.
    mutating func fractionInMilliseconds() -> Int? {
        var value = 0
        var count = 0
        while let digit = number(1) {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 3 - count) { value *= 10 }
        return value
    }

    /// `Z`, or `+hh:mm` and `-hh:mm`.
    mutating func offsetInSeconds() -> Int64? {
        if take("Z") { return 0 }
        let isAhead = take("+")
        guard isAhead || take("-"), let hours = number(2), take(":"), let minutes = number(2), minutes < 60, hours < 24
        else { return nil }
        return Int64(hours * 3600 + minutes * 60) * (isAhead ? 1 : -1)
    }
}
