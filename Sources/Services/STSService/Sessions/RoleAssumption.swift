import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IAMPolicy
import JSONTree
import RoleSessions
import ServiceModel
import Store

/// The taking of a role by a signed caller: what it asks for and what must be allowed.
struct RoleAssumption: Sendable {
    static let action = "sts:AssumeRole"

    /// Nil if there is no such role.
    let role: RoleEntry?
    private let parameters: AssumeRoleParameters
    private let target: RoleTarget
    private let chain: RoleChain
    private let tags: SessionTags
    private let sourceIdentity: String?

    /// Reads a call.
    ///
    /// - Throws: `Fault` for parameters that are wrong by themselves, or against the caller's own session.
    init(_ call: Call, snapshot: DirectorySnapshot) throws {
        var reader = ParameterReader(call.input)
        parameters = AssumeRoleParameters(from: &reader)
        try reader.finish()
        target = try parameters.common.target()
        try parameters.tags.check()
        chain = RoleChain(call.context.caller)
        tags = try chain.tags.adding(parameters.tags)
        sourceIdentity = try chain.sourceIdentity(requested: parameters.sourceIdentity)
        // A second factor that nobody can check must not count as checked.
        guard !parameters.namesDevice else { throw Words.noSuchDevice }
        role = target.entry(in: snapshot)
    }

    /// The trust policy and the caller's own must allow the role, and the tags and the source identity if there are any.
    var plan: AccessPlan {
        var actions = [Self.action]
        if !tags.isEmpty { actions.append("sts:TagSession") }
        if sourceIdentity != nil { actions.append("sts:SetSourceIdentity") }
        let keys = keys
        return AccessPlan(
            actions.map { .trust(Trust($0, roleARN: target.arn, role: role, keys: keys)) },
            audit: audit
        )
    }

    var audit: AuditDetails {
        AuditDetails(resources: [AuditDetails.Resource(type: "AWS::IAM::Role", name: target.arn.description)])
    }

    private var keys: ContextKeys {
        var keys = ContextKeys()
        keys["sts:RoleSessionName"] = [parameters.common.sessionName]
        if let duration = parameters.common.duration { keys["sts:DurationSeconds"] = [String(duration)] }
        if let externalID = parameters.externalID { keys["sts:ExternalId"] = [externalID] }
        if let sourceIdentity { keys["sts:SourceIdentity"] = [sourceIdentity] }
        tags.add(to: &keys)
        return keys
    }

    /// The session of the role, which exists.
    func request(_ role: RoleRecord) -> RoleSessionRequest {
        RoleSessionRequest(
            role: role,
            account: target.account,
            sessionName: parameters.common.sessionName,
            duration: parameters.common.duration,
            policy: parameters.common.policy,
            tags: tags,
            sourceIdentity: sourceIdentity,
            isChained: chain.isChained
        )
    }
}
