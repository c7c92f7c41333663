import AWSVocabulary
import Authorization
import IAMPolicy
import ServiceModel

/// What a call is about: the resource its action must be allowed on, and the condition keys that come with it.
struct AccessTarget: Sendable {
    /// An ARN, or `*`.
    let resource: String
    var keys = ContextKeys()
    /// What must be allowed besides, such as passing a role.
    private var further: [Permission] = []
    private let audited: [AuditDetails.Resource]

    init(_ resource: String) {
        self.resource = resource
        audited = []
    }

    init(_ resource: String, type: String, name: String) {
        self.resource = resource
        // Under both, as CloudTrail has it.
        let isKnown = resource.hasPrefix("arn:") && !resource.contains("*") && resource != name
        audited = ([name] + (isKnown ? [resource] : [])).map { AuditDetails.Resource(type: type, name: $0) }
    }

    /// What the audit record of the call names.
    var audit: AuditDetails { AuditDetails(resources: audited) }

    /// Everything that must be allowed: `action` first.
    func plan(action: String) -> AccessPlan {
        let own = Permission(action, on: resource, keys: keys)
        return AccessPlan(([own] + further).map(AccessRequirement.permission), audit: audit)
    }

    func policyARN(_ arn: String) -> AccessTarget {
        var target = self
        target.keys["iam:PolicyARN"] = [arn]
        return target
    }

    func permissionsBoundary(_ arn: String?) -> AccessTarget {
        guard let arn else { return self }
        var target = self
        target.keys["iam:PermissionsBoundary"] = [arn]
        return target
    }

    /// Tags that a call adds; with `tagging`, the action that must be allowed besides if there are any.
    func requestTags(_ tags: [Tag], tagging action: String? = nil) -> AccessTarget {
        guard !tags.isEmpty else { return self }
        var target = tagKeys(tags.map(\.key))
        for tag in tags { target.keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        if let action { target = target.also(action, on: resource, keys: target.keys) }
        return target
    }

    func tagKeys(_ tagKeys: [String]) -> AccessTarget {
        var target = self
        target.keys.set("aws:TagKeys", multivalued: tagKeys)
        return target
    }

    /// Another action that must be allowed.
    func also(_ action: String, on resource: String, keys: ContextKeys) -> AccessTarget {
        var target = self
        target.further.append(Permission(action, on: resource, keys: keys))
        return target
    }
}
