import IAMPolicy
package import Store

/// A user as decisions use it: its record, and its policies compiled the first time they are needed.
package final class UserEntry: Sendable {
    package let record: UserRecord
    let permissions = PermissionsCache()

    package init(_ record: UserRecord) {
        self.record = record
    }

    /// The inline policies, sorted by name.
    var inlinePolicies: [AttachedPolicy] { StoredPolicy.compile(record.inlinePolicies, owner: record.name) }
}
