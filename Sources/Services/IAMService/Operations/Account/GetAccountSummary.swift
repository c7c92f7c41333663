import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `GetAccountSummary`: what the account holds and may hold; entries that would be guesses are left out.
    var getAccountSummary: ServiceOperation {
        let limits = limits
        return operation("GetAccountSummary", isReadOnly: true) { _, _ in
            true
        } access: { _, _ in
            AccessTarget("*")
        } perform: { _, call in
            let counts = AccountSummary(call.view, limits).entries
            return ["SummaryMap": .map(WireStructure(counts.map { ($0.name, .integer($0.value)) }))]
        }
    }
}

private struct AccountSummary {
    let entries: [(name: String, value: Int)]

    init(_ view: AccountView, _ limits: Limits) {
        let (snapshot, account) = (view.snapshot, view.account)
        entries = [
            ("AccessKeysPerUserQuota", limits.accessKeysPerUser),
            ("AssumeRolePolicySizeQuota", limits.trustPolicySize),
            ("AttachedPoliciesPerRoleQuota", limits.attachedPolicies),
            ("AttachedPoliciesPerUserQuota", limits.attachedPolicies),
            ("Groups", 0),
            ("InstanceProfiles", snapshot.instanceProfiles(account: account).count),
            ("InstanceProfilesQuota", limits.instanceProfiles),
            ("Policies", snapshot.customerPolicies(account: account).count),
            ("PoliciesQuota", limits.customerPolicies),
            ("PolicySizeQuota", limits.managedPolicySize),
            ("Providers", snapshot.oidcProviders(account: account).count),
            ("RolePolicySizeQuota", limits.roleInlineSize),
            ("Roles", snapshot.roles(account: account).count),
            ("RolesQuota", limits.roles),
            ("UserPolicySizeQuota", limits.userInlineSize),
            ("Users", snapshot.users(account: account).count),
            ("UsersQuota", limits.users),
            ("VersionsPerPolicyQuota", limits.policyVersions),
        ]
    }
}
