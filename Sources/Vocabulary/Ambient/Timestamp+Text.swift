extension Timestamp {
    /// RFC 3339 in UTC and whole seconds: `2026-11-24T00:02:50Z`.
    package var rfc3339: String {
        text { date, text in
            text.dashedDate(date)
            text.put("T")
            text.colonTime(date)
            text.put("Z")
        }
    }

    /// RFC 3339 in UTC with milliseconds, as S3's lists print times: `2026-11-24T00:02:51.000Z`.
    package var rfc3339Milliseconds: String {
        text { date, text in
            text.dashedDate(date)
            text.put("T")
            text.colonTime(date)
            text.put(".")
            text.digits(date.millisecond, 3)
            text.put("Z")
        }
    }

    /// The basic form SigV4 signs: `20261124T000250Z`.
    package var basic: String {
        text { date, text in
            text.digits(date.year, 4)
            text.digits(date.month, 2)
            text.digits(date.day, 2)
            text.put("T")
            text.digits(date.hour, 2)
            text.digits(date.minute, 2)
            text.digits(date.second, 2)
            text.put("Z")
        }
    }

    /// RFC 9110 `IMF-fixdate`, as HTTP headers print times: `Tue, 24 Nov 2026 00:02:50 GMT`.
    package var httpDate: String {
        text { date, text in
            text.put(dayNames[date.weekday])
            text.put(", ")
            text.digits(date.day, 2)
            text.put(" ")
            text.put(monthNames[date.month - 1])
            text.put(" ")
            text.digits(date.year, 4)
            text.put(" ")
            text.colonTime(date)
            text.put(" GMT")
        }
    }

    private func text(_ layout: (CalendarDate, inout DateText) -> Void) -> String {
        // The forms have four digits for the year.
        let date = CalendarDate(max(.firstOfText, min(.lastOfText, self)))
        return String(unsafeUninitializedCapacity: DateText.maximumLength) { bytes in
            var text = DateText(bytes)
            layout(date, &text)
            return text.count
        }
    }
}

extension Timestamp {
    /// 0000-01-01T00:00:00Z.
    fileprivate static let firstOfText = Timestamp(milliseconds: -62_167_219_200_000)
    /// 9999-12-31T23:59:59.999Z.
    fileprivate static let lastOfText = Timestamp(milliseconds: 253_402_300_799_999)
}

private let dayNames: [StaticString] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
private let monthNames: [StaticString] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]

/// The text of a date while it is written, in bytes that are someone else's.
private struct DateText {
    /// No form is longer, even in the year 9999.
    static let maximumLength = 32

    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { text in
            for byte in text { put(byte) }
        }
    }

    private mutating func put(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    /// The last digits of a number, with zeros before it.
    mutating func digits(_ value: Int, _ width: Int) {
        var remaining = value
        for place in stride(from: count + width - 1, through: count, by: -1) {
            bytes[place] = UInt8(ascii: "0") + UInt8(remaining % 10)
            remaining /= 10
        }
        count += width
    }

    mutating func dashedDate(_ date: CalendarDate) {
        digits(date.year, 4)
        put("-")
        digits(date.month, 2)
        put("-")
        digits(date.day, 2)
    }

    mutating func colonTime(_ date: CalendarDate) {
        digits(date.hour, 2)
        put(":")
        digits(date.minute, 2)
        put(":")
        digits(date.second, 2)
    }
}
