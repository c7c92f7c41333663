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
        let isFolded = name.utf8.allSatisfy { $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        folded = isFolded ? name : name.lowercased()
        var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in folded.utf8 { fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.fingerprint = fingerprint
    }

    package static func == (left: ConditionKey, right: ConditionKey) -> Bool {
        left.fingerprint == right.fingerprint && left.folded == right.folded
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
