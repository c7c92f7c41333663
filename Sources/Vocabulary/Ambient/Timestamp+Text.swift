extension Timestamp {
    /// RFC 3339 in UTC and whole seconds: `2026-11-24T00:02:50Z`.
    package var rfc3339: String {
        text { date in dashedDate(date) + [UInt8(ascii: "T")] + colonTime(date) + [UInt8(ascii: "Z")] }
    }

    /// RFC 3339 in UTC with milliseconds, as S3's lists print times: `2026-11-24T00:02:51.000Z`.
    package var rfc3339Milliseconds: String {
        text { date in
            dashedDate(date) + [UInt8(ascii: "T")] + colonTime(date) + [UInt8(ascii: ".")]
                + digits(date.millisecond, 3) + [UInt8(ascii: "Z")]
        }
    }

    /// The basic form SigV4 signs: `20261124T000250Z`.
    package var basic: String {
        text { date in
            digits(date.year, 4) + digits(date.month, 2) + digits(date.day, 2) + [UInt8(ascii: "T")]
                + digits(date.hour, 2) + digits(date.minute, 2) + digits(date.second, 2) + [UInt8(ascii: "Z")]
        }
    }

    /// RFC 9110 `IMF-fixdate`, as HTTP headers print times: `Tue, 24 Nov 2026 00:02:50 GMT`.
    package var httpDate: String {
        let date = CalendarDate(self)
        let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][date.weekday]
        let month = monthNames[date.month - 1]
        return text { date in
            Array("\(day), ".utf8) + digits(date.day, 2) + Array(" \(month) ".utf8) + digits(date.year, 4)
                + [UInt8(ascii: " ")] + colonTime(date) + Array(" GMT".utf8)
        }
    }

    private func text(_ layout: (CalendarDate) -> [UInt8]) -> String {
        String(decoding: layout(CalendarDate(self)), as: UTF8.self)
    }
}

private let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

private func digits(_ value: Int, _ width: Int) -> [UInt8] {
    var remaining = value
    var result = [UInt8](repeating: UInt8(ascii: "0"), count: width)
    for place in stride(from: width - 1, through: 0, by: -1) {
        result[place] = UInt8(ascii: "0") + UInt8(remaining % 10)
        remaining /= 10
    }
    return result
}

private func dashedDate(_ date: CalendarDate) -> [UInt8] {
    digits(date.year, 4) + [UInt8(ascii: "-")] + digits(date.month, 2) + [UInt8(ascii: "-")] + digits(date.day, 2)
}

private func colonTime(_ date: CalendarDate) -> [UInt8] {
    digits(date.hour, 2) + [UInt8(ascii: ":")] + digits(date.minute, 2) + [UInt8(ascii: ":")] + digits(date.second, 2)
}
