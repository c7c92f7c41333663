/// Text that must never be seen: it prints, reflects and interpolates as `***`.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself; name it only where it leaves for its owner or enters a computation.
    package let exposed: String

    package init(_ text: String) {
        exposed = text
    }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Compares every byte whatever the first difference; only the lengths show in the time it takes.
    package func matches(_ other: String) -> Bool {
        constantTimeEquals(Array(exposed.utf8), Array(other.utf8))
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths only.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices {
        difference |= left[index] ^ right[index]
    }
    return difference == 0
}
