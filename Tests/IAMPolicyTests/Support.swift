import AWSVocabulary
import Testing

@testable import IAMPolicy

/// Requests and policies as the tests write them.
enum Sample {
    static let account = AccountID.example
    static let user = Principal.user(arn: .iam("user", name: "alice", account: account), account: account)
    static let session = Principal.roleSession(
        session: .assumedRole(name: "app", session: "s1", account: account),
        role: .iam("role", name: "app", account: account),
        account: account
    )
    static let provider = "arn:aws:iam::111122223333:oidc-provider/issuer.example/id/1"

    static func policy(_ text: String, _ kind: PolicyKind = .identity, name: String = "p") throws -> AttachedPolicy {
        AttachedPolicy(name: name, document: try PolicyDocument(parsing: text, kind: kind))
    }

    /// An identity policy of one statement.
    static func statement(_ members: String) throws -> AttachedPolicy {
        try policy(#"{"Version":"2012-10-17","Statement":{\#(members)}}"#)
    }

    static func request(
        _ action: String = "s3:GetObject",
        on resource: String = "arn:aws:s3:::b/k",
        by principal: Principal = user,
        account: AccountID? = nil,
        keys: [String: [String]] = [:]
    ) -> AuthorizationRequest {
        var context = ContextKeys()
        for (name, values) in keys { context[name] = values }
        return AuthorizationRequest(
            principal: principal,
            action: action,
            resource: resource,
            resourceAccount: account,
            keys: context
        )
    }

    /// Whether one identity policy with a condition allows a request with some keys.
    static func isMet(_ condition: String, _ keys: [String: [String]], version: String = "2012-10-17") throws -> Bool {
        let text = """
            {"Version":"\(version)","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{\(condition)}}}
            """
        let policies = PolicySet(identity: [try policy(text)])
        return PolicyEvaluator.evaluate(request(keys: keys), policies: policies).isAllowed
    }

    /// Whether somebody may take a role; `callerPolicies` is nil for those without policies of their own.
    static func evaluateTrust(
        _ request: AuthorizationRequest,
        trust: AttachedPolicy,
        callerPolicies: PolicySet?
    ) -> Verdict {
        var policies = callerPolicies ?? PolicySet()
        policies.trust = trust
        return PolicyEvaluator.evaluate(request, policies: policies)
    }
}
