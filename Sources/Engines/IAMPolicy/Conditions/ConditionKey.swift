/// The name of a condition key; names are the same whatever their case.
package struct ConditionKey: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let description: String
    /// In lower case.
    let folded: String
    /// Of the folded name (FNV-1a), so that keys are found without hashing them again.
    let fingerprint: UInt64

    package init(_ name: String) {
        description = name
        let (plain, isFolded) = ConditionKey.fingerprint(of: name)
        folded = isFolded ? name : name.lowercased()
        fingerprint = isFolded ? plain : ConditionKey.fingerprint(of: folded).0
    }

    /// The fingerprint of a text as it stands, and whether it is ASCII without capitals.
    private static func fingerprint(of text: String) -> (UInt64, isFolded: Bool) {
        var text = text
        return text.withUTF8 { bytes in
            var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325
            var isFolded = true
            for byte in bytes {
                fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01B3
                isFolded = isFolded && byte < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            }
            return (fingerprint, isFolded)
        }
    }

    package static func == (left: ConditionKey, right: ConditionKey) -> Bool {
        left.fingerprint == right.fingerprint && SameBytes.of(left.folded, right.folded)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
