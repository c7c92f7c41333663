/// A Kubernetes quantity (`250m`, `1.5`, `64Mi`), as a downward-API file or variable shows it.
enum Quantity {
    /// The value divided by a divisor, rounded up; nil if either is no quantity, or the result no number of 64 bits.
    static func quotient(_ text: String, by divisor: String) -> Int? {
        guard let value = number(text), let divisor = number(divisor == "0" || divisor.isEmpty ? "1" : divisor),
            divisor > 0, abs(value / divisor) < 9e18
        else { return nil }
        return Int((value / divisor).rounded(.up))
    }

    private static let units: [(suffix: String, factor: Double)] = [
        ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776), ("m", 0.001), ("k", 1e3),
        ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ]

    private static func number(_ text: String) -> Double? {
        for unit in units where text.hasSuffix(unit.suffix) {
            return Double(text.dropLast(unit.suffix.count)).map { $0 * unit.factor }
        }
        return Double(text)
    }
}
