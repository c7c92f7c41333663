import AWSProtocols

/// Which part of a list is wanted (`Marker` and `MaxItems`).
struct PageRequest: Sendable, Hashable {
    /// What the page before ended with.
    let marker: String?
    let limit: Int

    /// The part of a list, in the order of unique keys of at most 160 bytes.
    ///
    /// The marker is the last key seen, in hexadecimal, so that a list goes on in the right place whatever was deleted.
    ///
    /// - Throws: `ValidationError` for a marker that we never gave.
    func page<Item>(of items: [Item], key: (Item) -> String) throws(Fault) -> Page<Item> {
        var sorted = items.map { (key: key($0), item: $0) }
        sorted.sort { $0.key < $1.key }
        var rest = sorted[...]
        if let marker {
            guard let last = Self.decode(marker) else { throw Words.invalidMarker }
            rest = rest.drop { $0.key <= last }
        }
        let taken = rest.prefix(limit)
        let isTruncated = taken.count < rest.count
        return Page(items: taken.map(\.item), marker: isTruncated ? taken.last.map { Self.encode($0.key) } : nil)
    }

    private static func encode(_ key: String) -> String {
        key.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    private static func decode(_ marker: String) -> String? {
        let digits = Array(marker.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// One part of a list.
struct Page<Item> {
    let items: [Item]
    /// Nil on the last page.
    let marker: String?

    /// The output members of a list operation: `IsTruncated` always, `Marker` if there is more.
    func output(_ name: String, _ shape: (Item) -> WireValue) -> WireStructure {
        var output: WireStructure = [name: .list(items.map(shape))]
        output.addPaging(self)
        return output
    }
}

extension WireStructure {
    /// Adds what every page ends with.
    mutating func addPaging<Item>(_ page: Page<Item>) {
        self["IsTruncated"] = .boolean(page.marker != nil)
        self["Marker"] = page.marker.map(WireValue.string)
    }
}
