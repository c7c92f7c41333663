#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The variables that the agent was started with.
struct Environment: Sendable {
    private let look: @Sendable (String) -> String?

    init(_ values: [String: String]) {
        look = { values[$0] }
    }

    private init(look: @escaping @Sendable (String) -> String?) {
        self.look = look
    }

    static let process = Environment(look: { getenv($0).map { String(cString: $0) } })

    /// A variable; nil if it is not set or empty.
    subscript(name: String) -> String? { look(name).flatMap { $0.isEmpty ? nil : $0 } }

    func isTrue(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    /// A service's own `AWS_ENDPOINT_URL_…`, or the one for all.
    func endpoint(_ service: String) -> String? { self["AWS_ENDPOINT_URL_\(service)"] ?? self["AWS_ENDPOINT_URL"] }
}
