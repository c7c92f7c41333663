import JSONTree
import KubernetesAPI

/// What a container may use at most (`resources.limits`).
struct ResourceLimits: Sendable, Hashable {
    /// In bytes.
    var memory: Int?
    /// In thousandths of a core.
    var processor: Int?

    /// The microseconds of processor time in a `period`; the kernel takes a thousand at least.
    var quota: Int? { processor.map { max(1000, min($0, Self.mostProcessor) * 100) } }

    /// A tenth of a second, in microseconds.
    static let period = 100_000
    /// The processes and threads of one container, whatever it asks for: far more than one has, and few enough that one
    /// that starts others without end does not take the machine along.
    static let mostProcesses = 4096

    /// A million cores, more than any machine has.
    private static let mostProcessor = 1_000_000_000
    /// As written, by resource, such as `cpu: 250m`.
    private(set) var texts: [String: String] = [:]

    init(_ container: JSON) {
        for (name, value) in container.at("resources", "limits")?.object?.members ?? [] {
            guard let text = value.string ?? value.integer.map(String.init) else { continue }
            texts[name] = text
        }
        memory = texts["memory"].flatMap { Quantity.quotient($0, by: "1") }
        processor = texts["cpu"].flatMap { Quantity.quotient($0, by: "1m") }
    }
}
