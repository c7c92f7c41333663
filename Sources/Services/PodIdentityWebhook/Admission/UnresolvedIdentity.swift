package import PodIdentity

/// What becomes of a pod whose identity cannot be told.
package enum UnresolvedPolicy: String, Sendable, Hashable, CaseIterable {
    /// It is refused.
    case deny
    /// It is let through, with a warning to whoever made it and an Event.
    case warn
    /// It is let through, and only counted.
    case ignore
}

/// A pod whose identity could not be told, or is no good.
package struct UnresolvedIdentity: Sendable, Hashable {
    /// Why.
    package enum Reason: String, Sendable, Hashable {
        /// The service account is not in the cache, and the API server did not say.
        case serviceAccountUnreadable = "ServiceAccountUnreadable"
        case serviceAccountAbsent = "ServiceAccountAbsent"
        /// The associations, or the ConfigMap, have not been read yet.
        case cachesNotSynced = "CachesNotSynced"
        /// The role is no role's ARN; the pod gets it all the same, and fails for all to see.
        case roleInvalid = "RoleInvalid"
        /// Something else is mounted where the token has to be.
        case mountPathClash = "MountPathClash"
    }

    package let account: ServiceAccountName
    package let reason: Reason
    /// A sentence for whoever made the pod.
    package let message: String

    package init(account: ServiceAccountName, reason: Reason, message: String) {
        self.account = account
        self.reason = reason
        self.message = message
    }
}
