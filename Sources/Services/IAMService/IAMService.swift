package import Ambient
package import Authorization
package import Directory

/// AWS's Identity and Access Management API (version 2010-05-08) over the directory.
///
/// Every write decides inside `Directory.update`, so neither names nor quotas can be passed by two calls at once.
package struct IAMService: Service {
    let directory: Directory
    let clock: WallClock
    let ids: IDSource
    let thumbprints: any ThumbprintSource
    let keyUses: any AccessKeyUseSource
    let limits: Limits

    /// Makes the service; `thumbprints` is asked when an OIDC provider is created without any, `keyUses` when a key was used.
    package init(
        directory: Directory,
        clock: WallClock,
        ids: IDSource,
        thumbprints: any ThumbprintSource,
        keyUses: any AccessKeyUseSource,
        limits: Limits = .standard
    ) {
        self.directory = directory
        self.clock = clock
        self.ids = ids
        self.thumbprints = thumbprints
        self.keyUses = keyUses
        self.limits = limits
    }

    package var operations: [ServiceOperation] {
        roleOperations + policyOperations + providerOperations + profileOperations + userOperations
            + simulationOperations + [getAccountSummary, getAccountAuthorizationDetails]
    }

    private var roleOperations: [ServiceOperation] {
        [
            createRole, getRole, listRoles, updateRole, updateRoleDescription, deleteRole, updateAssumeRolePolicy,
            putRolePolicy, getRolePolicy, listRolePolicies, deleteRolePolicy,
            attachRolePolicy, detachRolePolicy, listAttachedRolePolicies,
            putRolePermissionsBoundary, deleteRolePermissionsBoundary,
            tagRole, untagRole, listRoleTags, listInstanceProfilesForRole,
        ]
    }

    private var policyOperations: [ServiceOperation] {
        [
            createPolicy, getPolicy, listPolicies, deletePolicy, listEntitiesForPolicy,
            createPolicyVersion, getPolicyVersion, listPolicyVersions, deletePolicyVersion, setDefaultPolicyVersion,
            tagPolicy, untagPolicy, listPolicyTags,
        ]
    }

    private var providerOperations: [ServiceOperation] {
        [
            createOpenIDConnectProvider, getOpenIDConnectProvider, listOpenIDConnectProviders,
            deleteOpenIDConnectProvider, updateOpenIDConnectProviderThumbprint,
            addClientIDToOpenIDConnectProvider, removeClientIDFromOpenIDConnectProvider,
            tagOpenIDConnectProvider, untagOpenIDConnectProvider, listOpenIDConnectProviderTags,
        ]
    }

    private var simulationOperations: [ServiceOperation] {
        [
            simulateCustomPolicy, simulatePrincipalPolicy, getContextKeysForCustomPolicy,
            getContextKeysForPrincipalPolicy,
        ]
    }

    private var profileOperations: [ServiceOperation] {
        [
            createInstanceProfile, getInstanceProfile, listInstanceProfiles, deleteInstanceProfile,
            addRoleToInstanceProfile, removeRoleFromInstanceProfile,
            tagInstanceProfile, untagInstanceProfile, listInstanceProfileTags,
        ]
    }

    private var userOperations: [ServiceOperation] {
        [
            createUser, getUser, listUsers, updateUser, deleteUser,
            putUserPolicy, getUserPolicy, listUserPolicies, deleteUserPolicy,
            attachUserPolicy, detachUserPolicy, listAttachedUserPolicies,
            putUserPermissionsBoundary, deleteUserPermissionsBoundary,
            tagUser, untagUser, listUserTags,
            createAccessKey, listAccessKeys, updateAccessKey, deleteAccessKey, getAccessKeyLastUsed,
        ]
    }
}
