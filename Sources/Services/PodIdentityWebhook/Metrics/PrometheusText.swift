/// Writes the text format that Prometheus reads (version 0.0.4).
package struct PrometheusText: Sendable {
    package typealias Labels = [(name: String, value: String)]

    package private(set) var text = ""

    package init() {}

    /// Begins a family of samples: `type` is counter, gauge, histogram or summary.
    package mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// One sample without labels.
    package mutating func sample(_ name: String, _ value: Double) { sample(name, [], value) }

    /// One sample.
    package mutating func sample(_ name: String, _ labels: Labels, _ value: Double) {
        text += "\(name)\(Self.labels(labels)) \(Self.number(value))\n"
    }

    /// The samples of a histogram.
    mutating func histogram(_ name: String, _ labels: Labels, _ histogram: Histogram) {
        var total = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            total += count
            sample("\(name)_bucket", labels + [("le", Self.number(bound))], Double(total))
        }
        sample("\(name)_bucket", labels + [("le", "+Inf")], Double(histogram.count))
        summary(name, labels, histogram)
    }

    /// Sum and count alone.
    mutating func summary(_ name: String, _ labels: Labels, _ histogram: Histogram) {
        sample("\(name)_sum", labels, histogram.sum)
        sample("\(name)_count", labels, Double(histogram.count))
    }

    private static func labels(_ labels: Labels) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    /// As Go prints floats: whole numbers below a million plainly, larger ones with an exponent.
    static func number(_ value: Double) -> String {
        guard value == value.rounded(), abs(value) < 1e15 else { return "\(value)" }
        let whole = Int(value)
        guard abs(whole) >= 1_000_000 else { return String(whole) }
        var digits = Array(String(abs(whole)))
        let exponent = digits.count - 1
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        let fraction = digits.count > 1 ? "." + String(digits.dropFirst()) : ""
        return (whole < 0 ? "-" : "") + "\(digits[0])\(fraction)e+\(exponent < 10 ? "0" : "")\(exponent)"
    }
}
