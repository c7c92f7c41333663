/// The quotas of an account (IAM User Guide, "IAM and AWS STS quotas").
package struct Limits: Sendable, Hashable {
    package var roles = 1000
    package var users = 5000
    package var customerPolicies = 1500
    package var instanceProfiles = 1000
    package var openIDConnectProviders = 100
    /// Policies attached to one role or user.
    package var attachedPolicies = 10
    package var policyVersions = 5
    package var accessKeysPerUser = 2
    package var clientIDs = 100
    package var thumbprints = 5
    package var tags = 50
    /// Characters of a trust policy.
    package var trustPolicySize = 2048
    /// Characters of a managed policy, whitespace not counted.
    package var managedPolicySize = 6144
    /// Characters of a role's inline policies together, whitespace not counted.
    package var roleInlineSize = 10_240
    /// Characters of a user's inline policies together, whitespace not counted.
    package var userInlineSize = 2048

    /// What AWS grants every account.
    package static let standard = Limits()

    package init() {}
}
