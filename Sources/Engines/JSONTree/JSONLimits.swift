/// How large a JSON text may be.
package struct JSONLimits: Sendable, Hashable {
    package var maximumBytes: Int
    /// Arrays and objects within each other.
    package var maximumDepth: Int
    /// Values of every kind, containers included.
    package var maximumValues: Int

    package init(maximumBytes: Int, maximumDepth: Int, maximumValues: Int) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    /// 1 MiB, 64 levels, 100,000 values.
    package static let standard = JSONLimits(maximumBytes: 1024 * 1024, maximumDepth: 64, maximumValues: 100_000)
}
