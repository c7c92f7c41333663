/// The characters of a pattern between two stars, some of which may stand for any character.
struct GlobRun: Sendable, Hashable {
    /// Runs up to this long are searched for byte by byte; it bounds what a search looks at twice.
    private static let short = 8

    /// As bytes, each wildcard as one.
    private(set) var bytes: [UInt8] = []
    /// As Unicode scalars.
    private(set) var scalars: [UInt32] = []
    /// Which bytes are wildcards; empty if none is.
    private var wildBytes: [Bool] = []
    private var wildScalars: [Bool] = []
    /// How far a search may skip after a mismatch (Knuth, Morris, Pratt); empty in runs that are short or have wildcards.
    private var failures: [Int32] = []

    var count: Int { bytes.count }
    var hasWildcard: Bool { !wildScalars.isEmpty }

    func count<Unit: FixedWidthInteger>(of unit: Unit.Type) -> Int {
        Unit.bitWidth == 8 ? bytes.count : scalars.count
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        scalars.append(scalar.value)
        if hasWildcard { pad() }
    }

    mutating func appendWildcard() {
        pad()
        bytes.append(0)
        scalars.append(0)
        wildBytes.append(true)
        wildScalars.append(true)
    }

    private mutating func pad() {
        wildBytes.append(contentsOf: repeatElement(false, count: bytes.count - wildBytes.count))
        wildScalars.append(contentsOf: repeatElement(false, count: scalars.count - wildScalars.count))
    }

    /// The run, ready to be searched for.
    var searchable: GlobRun {
        guard !hasWildcard, bytes.count > Self.short else { return self }
        var run = self
        run.failures = [Int32](repeating: 0, count: bytes.count)
        var length = 0
        for index in 1..<bytes.count {
            while length > 0, bytes[index] != bytes[length] { length = Int(run.failures[length - 1]) }
            if bytes[index] == bytes[length] { length += 1 }
            run.failures[index] = Int32(length)
        }
        return run
    }

    /// Whether the run stands at a place that leaves room for it.
    func matches<Unit: FixedWidthInteger>(_ text: UnsafeBufferPointer<Unit>, at start: Int) -> Bool {
        let count = count(of: Unit.self)
        guard start >= 0, start + count <= text.count else { return false }
        if Unit.bitWidth == 8, !hasWildcard { return isPlain(text, at: start) }
        for index in 0..<count where !accepts(text[start + index], at: index) { return false }
        return true
    }

    /// Whether the bytes, none of them a wildcard, stand at a place that leaves room for them.
    private func isPlain<Unit: FixedWidthInteger>(_ text: UnsafeBufferPointer<Unit>, at start: Int) -> Bool {
        bytes.withUnsafeBytes { run in
            guard let run = run.baseAddress, let text = text.baseAddress else { return true }
            return SameBytes.at(run, UnsafeRawPointer(text) + start, count: bytes.count)
        }
    }

    /// Where the first occurrence between two places ends; nil if there is none.
    func end<Unit: FixedWidthInteger>(in text: UnsafeBufferPointer<Unit>, from start: Int, to limit: Int) -> Int? {
        let count = count(of: Unit.self)
        guard start + count <= limit else { return nil }
        if hasWildcard { return count <= Self.short ? scan(text, start, limit) : shiftAnd(text, start, limit) }
        return Unit.bitWidth == 8 && !failures.isEmpty ? skip(text, start, limit) : scan(text, start, limit)
    }

    private func accepts<Unit: FixedWidthInteger>(_ unit: Unit, at index: Int) -> Bool {
        if Unit.bitWidth == 8 {
            return UInt8(truncatingIfNeeded: unit) == bytes[index] || (hasWildcard && wildBytes[index])
        }
        return UInt32(truncatingIfNeeded: unit) == scalars[index] || (hasWildcard && wildScalars[index])
    }

    private func scan<Unit: FixedWidthInteger>(_ text: UnsafeBufferPointer<Unit>, _ start: Int, _ limit: Int) -> Int? {
        let count = count(of: Unit.self)
        guard count > 0 else { return start }
        var position = start
        while position + count <= limit {
            if accepts(text[position], at: 0), matches(text, at: position) { return position + count }
            position += 1
        }
        return nil
    }

    private func skip<Unit: FixedWidthInteger>(_ text: UnsafeBufferPointer<Unit>, _ start: Int, _ limit: Int) -> Int? {
        var length = 0
        for position in start..<limit {
            let unit = UInt8(truncatingIfNeeded: text[position])
            while length > 0, unit != bytes[length] { length = Int(failures[length - 1]) }
            if unit == bytes[length] { length += 1 }
            if length == bytes.count { return position + 1 }
        }
        return nil
    }

    /// Every place where the run may have begun is one bit (Baeza-Yates and Gonnet), 64 of them a step.
    private func shiftAnd<Unit: FixedWidthInteger>(
        _ text: UnsafeBufferPointer<Unit>,
        _ start: Int,
        _ limit: Int
    ) -> Int? {
        let count = count(of: Unit.self)
        let words = (count + 63) / 64
        var masks: [Unit: [UInt64]] = [:]
        var wild = [UInt64](repeating: 0, count: words)
        let isWild = Unit.bitWidth == 8 ? wildBytes : wildScalars
        for index in 0..<count where isWild[index] { wild[index / 64] |= 1 << UInt64(index % 64) }
        for index in 0..<count where !isWild[index] {
            let unit =
                Unit.bitWidth == 8 ? Unit(truncatingIfNeeded: bytes[index]) : Unit(truncatingIfNeeded: scalars[index])
            masks[unit, default: wild][index / 64] |= 1 << UInt64(index % 64)
        }
        var state = [UInt64](repeating: 0, count: words)
        for position in start..<limit {
            let mask = masks[text[position]] ?? wild
            var carry: UInt64 = 1
            for word in 0..<words {
                let next = state[word] >> 63
                state[word] = ((state[word] << 1) | carry) & mask[word]
                carry = next
            }
            if state[(count - 1) / 64] >> UInt64((count - 1) % 64) & 1 == 1 { return position + 1 }
        }
        return nil
    }
}
