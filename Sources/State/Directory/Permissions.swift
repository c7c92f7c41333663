package import IAMPolicy
import Synchronization

/// The policies that decide what a user or role may do.
package struct Permissions: Sendable {
    package let identity: [AttachedPolicy]
    package let boundary: AttachedPolicy?
}

/// Permissions put together before, good until any managed policy changes.
final class PermissionsCache: Sendable {
    private let known = Mutex<(generation: UInt64, permissions: Permissions)?>(nil)

    func permissions(generation: UInt64, make: () -> Permissions) -> Permissions {
        if let known = known.withLock({ $0 }), known.generation == generation { return known.permissions }
        let permissions = make()
        known.withLock { $0 = (generation, permissions) }
        return permissions
    }
}
