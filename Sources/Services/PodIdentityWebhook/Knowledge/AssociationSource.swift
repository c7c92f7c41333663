package import PodIdentity
import Synchronization

/// Who has a pod identity association.
package protocol AssociationSource: Sendable {
    /// Whether a service account has one; nil if that is not known yet.
    func isAssociated(_ account: ServiceAccountName) -> Bool?
}

/// Nobody has one.
package struct NoAssociations: AssociationSource {
    package init() {}

    package func isAssociated(_ account: ServiceAccountName) -> Bool? { false }
}

/// Associations that are looked up where they are kept, in this process.
package struct LocalAssociations: AssociationSource {
    private let look: @Sendable (ServiceAccountName) -> Bool

    package init(_ look: @escaping @Sendable (ServiceAccountName) -> Bool) {
        self.look = look
    }

    package func isAssociated(_ account: ServiceAccountName) -> Bool? { look(account) }
}

/// Associations that somebody reads elsewhere now and then: a file, or the EKS API.
package final class AssociationCache: AssociationSource {
    private let accounts = Mutex<Set<ServiceAccountName>?>(nil)

    package init() {}

    package func replace(_ accounts: Set<ServiceAccountName>) { self.accounts.withLock { $0 = accounts } }

    /// Whether they were read once.
    package var isKnown: Bool { accounts.withLock { $0 != nil } }

    package func isAssociated(_ account: ServiceAccountName) -> Bool? {
        accounts.withLock { $0?.contains(account) }
    }
}

/// Several sources; one that knows of an association is enough.
package struct JoinedAssociations: AssociationSource {
    private let sources: [any AssociationSource]

    package init(_ sources: [any AssociationSource]) {
        self.sources = sources
    }

    package func isAssociated(_ account: ServiceAccountName) -> Bool? {
        var isKnown = true
        for source in sources {
            switch source.isAssociated(account) {
            case true?: return true
            case false?: break
            case nil: isKnown = false
            }
        }
        return isKnown ? false : nil
    }
}
