/// Where a policy is attached, which decides what may stand in it.
package enum PolicyKind: String, Sendable, Hashable, CaseIterable {
    case identity
    case trust
    case resource
    case session
    case boundary
    case serviceControl = "service control"
    case resourceControl = "resource control"

    /// Whether statements name principals.
    var namesPrincipals: Bool { self == .trust || self == .resource || self == .resourceControl }
}
