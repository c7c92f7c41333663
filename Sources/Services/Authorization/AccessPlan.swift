package import AWSVocabulary
package import Directory
package import IAMPolicy
package import JSONTree
package import ServiceModel

/// Everything that must be allowed before a call is performed.
package struct AccessPlan: Sendable {
    /// All of them are needed, and they are decided in order.
    package var requirements: [AccessRequirement]
    /// What the audit record of a refusal says beyond the input.
    package var audit: AuditDetails
    /// Whether the call is performed even if some are not allowed, for those that are; it must ask which.
    package var isPartial = false

    package init(_ requirements: [AccessRequirement] = [], audit: AuditDetails = AuditDetails()) {
        self.requirements = requirements
        self.audit = audit
    }

    /// For calls that need no permission, such as `GetCallerIdentity`.
    package static let none = AccessPlan()

    /// One action of the caller on one resource.
    package static func permission(
        _ action: String,
        on resource: String,
        keys: ContextKeys = ContextKeys(),
        audit: AuditDetails = AuditDetails()
    ) -> AccessPlan {
        AccessPlan([.permission(Permission(action, on: resource, keys: keys))], audit: audit)
    }
}

/// One thing that must be allowed.
package enum AccessRequirement: Sendable {
    /// The caller's policies, and the resource's if it has one, must allow an action.
    case permission(Permission)
    /// A role's trust policy must allow somebody to take the role.
    case trust(Trust)
}

/// An action of the caller on a resource.
package struct Permission: Sendable {
    /// For example `iam:CreateRole`.
    package var action: String
    /// An ARN, or `*` for actions that know no resources.
    package var resource: String
    /// Twelve digits, if the resource may belong to somebody else.
    package var resourceAccount: String?
    /// What the operation knows beyond the keys of every call.
    package var keys: ContextKeys
    package var resourcePolicy: AttachedPolicy?

    package init(
        _ action: String,
        on resource: String,
        resourceAccount: String? = nil,
        keys: ContextKeys = ContextKeys(),
        resourcePolicy: AttachedPolicy? = nil
    ) {
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.keys = keys
        self.resourcePolicy = resourcePolicy
    }
}

/// The taking of a role.
package struct Trust: Sendable {
    /// For example `sts:AssumeRole`.
    package var action: String
    package var roleARN: ARN
    /// Nil if there is no such role, which is refused in the same words.
    package var role: RoleEntry?
    /// Nil for the caller of the request.
    package var principal: Principal?
    package var keys: ContextKeys
    /// What an operator should see beside the verdict, for example the claims of a token.
    package var facts: JSONObject
    /// The principal's own policies, if it is not the caller and has any.
    package var policies: PolicySet
    /// What the caller is told of a refusal; nil for the words of `AssumeRole`.
    package var refusal: String?

    package init(
        _ action: String,
        roleARN: ARN,
        role: RoleEntry?,
        principal: Principal? = nil,
        keys: ContextKeys,
        facts: JSONObject = JSONObject(),
        policies: PolicySet = PolicySet(),
        refusal: String? = nil
    ) {
        self.action = action
        self.roleARN = roleARN
        self.role = role
        self.principal = principal
        self.keys = keys
        self.facts = facts
        self.policies = policies
        self.refusal = refusal
    }
}
