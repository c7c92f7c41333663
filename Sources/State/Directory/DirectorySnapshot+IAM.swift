import HashTreeCollections
import IAMPolicy
package import ManagedPolicies
package import Store

/// Users, roles and what is attached to them.
extension DirectorySnapshot {
    /// The role of a name, whatever its case.
    package func role(_ name: String, account: String) -> RoleEntry? {
        roles[RoleRecord.key(name: name, account: account)]
    }

    /// The roles of an account, sorted by name.
    package func roles(account: String) -> [RoleEntry] {
        roles.values.filter { $0.record.account == account }.sorted { $0.record.name < $1.record.name }
    }

    /// The user of a name, whatever its case.
    package func user(_ name: String, account: String) -> UserEntry? {
        users[UserRecord.key(name: name, account: account)]
    }

    /// The users of an account, sorted by name.
    package func users(account: String) -> [UserEntry] {
        users.values.filter { $0.record.account == account }.sorted { $0.record.name < $1.record.name }
    }

    package func accessKey(_ id: String) -> AccessKeyRecord? { accessKeys[id] }

    /// A user's access keys, oldest first.
    package func accessKeys(ofUser name: String, account: String) -> [AccessKeyRecord] {
        let key = UserRecord.key(name: name, account: account)
        return accessKeys.values.filter { UserRecord.key(name: $0.userName, account: $0.account) == key }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// A managed policy, the customer's own or AWS's.
    package func managedPolicy(_ arn: String) -> ManagedPolicyEntry? {
        managedPolicies[arn] ?? catalogEntries.entry(arn)
    }

    /// An account's own managed policies, sorted by name.
    package func customerPolicies(account: String) -> [ManagedPolicyEntry] {
        managedPolicies.values.filter { $0.record?.account == account }.sorted { $0.name < $1.name }
    }

    /// The policies AWS manages, sorted by name.
    package var catalogPolicies: [CatalogPolicy] { catalog.policies }

    /// How many users and roles a managed policy is attached to.
    package func attachmentCount(_ policyARN: String) -> Int { attachments[policyARN] }

    /// How many users and roles a managed policy is the permissions boundary of.
    package func boundaryUsageCount(_ policyARN: String) -> Int { boundaries[policyARN] }

    /// The roles a managed policy is attached to, sorted by name.
    package func rolesAttached(to policyARN: String) -> [RoleEntry] {
        roles.values.filter { $0.record.attachedPolicies.contains(policyARN) }
            .sorted { $0.record.name < $1.record.name }
    }

    /// The users a managed policy is attached to, sorted by name.
    package func usersAttached(to policyARN: String) -> [UserEntry] {
        users.values.filter { $0.record.attachedPolicies.contains(policyARN) }
            .sorted { $0.record.name < $1.record.name }
    }

    package func instanceProfile(_ name: String, account: String) -> InstanceProfileRecord? {
        profiles[InstanceProfileRecord.key(name: name, account: account)]
    }

    /// The instance profiles of an account, sorted by name.
    package func instanceProfiles(account: String) -> [InstanceProfileRecord] {
        profiles.values.filter { $0.account == account }.sorted { $0.name < $1.name }
    }

    /// The instance profiles that carry a role, sorted by name.
    package func instanceProfiles(holding roleName: String, account: String) -> [InstanceProfileRecord] {
        instanceProfiles(account: account).filter { $0.roleName?.lowercased() == roleName.lowercased() }
    }

    /// What decides what a role's sessions may do.
    package func permissions(of role: RoleEntry) -> Permissions {
        role.permissions.permissions(generation: policyGeneration) {
            permissions(
                inline: role.inlinePolicies,
                attached: role.record.attachedPolicies,
                boundary: role.record.permissionsBoundary
            )
        }
    }

    /// What decides what a user may do.
    package func permissions(of user: UserEntry) -> Permissions {
        user.permissions.permissions(generation: policyGeneration) {
            permissions(
                inline: user.inlinePolicies,
                attached: user.record.attachedPolicies,
                boundary: user.record.permissionsBoundary
            )
        }
    }

    private func permissions(inline: [AttachedPolicy], attached: [String], boundary: String?) -> Permissions {
        Permissions(
            identity: inline + attached.compactMap { managedPolicy($0)?.defaultDocument },
            boundary: boundary.map { arn in
                // A boundary that is gone allows nothing, rather than everything.
                managedPolicy(arn)?.defaultDocument
                    ?? AttachedPolicy(name: "\(arn) (missing)", document: .denyingEverything(kind: .boundary))
            }
        )
    }
}
