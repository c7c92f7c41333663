import AWSVocabulary
import IAMPolicy

/// A request, the policies that decide it, and how.
struct Scenario {
    let name: String
    let request: AuthorizationRequest
    let policies: PolicySet
    var isAllowed = true

    static var all: [Scenario] {
        get throws { [try trust, try identity, try layers, try stars, try shortPatterns] }
    }

    private static let account = AccountID.example
    private static let issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
    private static let session = Principal.roleSession(
        session: .assumedRole(name: "app", session: "s1", account: account),
        role: .iam("role", name: "app", account: account),
        account: account
    )

    private static func policy(_ text: String, _ kind: PolicyKind) throws -> AttachedPolicy {
        AttachedPolicy(name: kind.rawValue, document: try PolicyDocument(parsing: text, kind: kind))
    }

    /// A token of a service account, a role that trusts just that.
    private static var trust: Scenario {
        get throws {
            let provider = "arn:aws:iam::\(account):oidc-provider/\(issuer)"
            let trust = try policy(
                """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\(provider)"},
                "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{
                "\(issuer):aud":"sts.amazonaws.com","\(issuer):sub":"system:serviceaccount:default:my-sa"}}}]}
                """,
                .trust
            )
            var keys = common
            keys["\(issuer):aud"] = ["sts.amazonaws.com"]
            keys["\(issuer):sub"] = ["system:serviceaccount:default:my-sa"]
            let request = AuthorizationRequest(
                principal: .federated(provider: provider, account: account),
                action: "sts:AssumeRoleWithWebIdentity",
                resource: "arn:aws:iam::\(account):role/app",
                resourceAccount: account,
                keys: keys
            )
            return Scenario(name: "trust", request: request, policies: PolicySet(trust: trust))
        }
    }

    private static var common: ContextKeys {
        var keys = ContextKeys()
        for (name, value) in [
            ("aws:SourceIp", "10.1.2.3"), ("aws:SecureTransport", "true"), ("aws:CurrentTime", "2026-11-24T12:00:00Z"),
            ("aws:EpochTime", "1795521600"), ("aws:RequestedRegion", "eu-west-1"), ("aws:UserAgent", "aws-cli/2"),
            ("aws:PrincipalArn", "arn:aws:iam::111122223333:role/app"), ("aws:PrincipalAccount", "111122223333"),
            ("aws:PrincipalTag/team", "blue"), ("aws:PrincipalType", "AssumedRole"), ("aws:userid", "AROA:s1"),
        ] { keys[name] = [value] }
        return keys
    }

    /// Ten statements of three conditions each, every one of which has to be looked at.
    private static var identity: Scenario {
        get throws {
            Scenario(name: "identity", request: read, policies: PolicySet(identity: [try tenStatements(.identity)]))
        }
    }

    private static func tenStatements(_ kind: PolicyKind) throws -> AttachedPolicy {
        let principal = kind == .resource ? #""Principal":{"AWS":"111122223333"},"# : ""
        let statements = (0..<10).map { number in
            """
            {"Sid":"S\(number)","Effect":"Allow",\(principal)"Action":["s3:GetObject","s3:Put*"],
            "Resource":["arn:aws:s3:::logs-\(number)/*","arn:aws:s3:::data/*"],"Condition":{
            "StringEquals":{"aws:PrincipalTag/team":"\(number == 9 ? "blue" : "red")"},
            "StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/a*"},"Bool":{"aws:SecureTransport":"true"}}}
            """
        }
        return try policy(#"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#, kind)
    }

    private static var read: AuthorizationRequest {
        AuthorizationRequest(
            principal: session,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::data/reports/2026/11/24.csv",
            resourceAccount: account,
            keys: common
        )
    }

    /// An identity policy under a boundary and a session policy, on a bucket with a policy of its own.
    private static var layers: Scenario {
        get throws {
            func statements(_ kind: PolicyKind, _ count: Int) throws -> AttachedPolicy {
                let principal = kind == .resource ? #""Principal":{"AWS":"111122223333"},"# : ""
                let statements = (0..<count).map { number in
                    """
                    {"Sid":"S\(number)","Effect":"Allow",\(principal)"Action":["s3:Get*","s3:List*"],
                    "Resource":"arn:aws:s3:::\(number == count - 1 ? "data" : "other\(number)")/*",
                    "Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"},"Bool":{"aws:SecureTransport":"true"}}}
                    """
                }
                return try policy(
                    #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#,
                    kind
                )
            }
            let policies = PolicySet(
                identity: [try statements(.identity, 5)],
                boundary: try statements(.boundary, 3),
                session: [try statements(.session, 2)],
                resource: try statements(.resource, 3)
            )
            return Scenario(name: "layers", request: read, policies: policies)
        }
    }

    /// Ten managed policies at their size limit of long chains of stars, on a key as long as S3 lets it be.
    private static var stars: Scenario {
        get throws {
            let pattern =
                "arn:aws:s3:::b/" + String(repeating: "a?aaaaaaab*", count: 10) + String(repeating: "*a", count: 200)
            return try worst(name: "stars", patterns: Array(repeating: pattern, count: 11))
        }
    }

    /// The same size in as many short patterns as fit.
    private static var shortPatterns: Scenario {
        get throws { try worst(name: "short", patterns: (0..<235).map { "arn:aws:s3:::b/*a\($0 % 10)*b" }) }
    }

    private static func worst(name: String, patterns: [String]) throws -> Scenario {
        let resources = patterns.map { "\"\($0)\"" }.joined(separator: ",")
        let text =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":[\#(resources)]}}"#
        precondition(text.utf8.count <= 6144 && text.utf8.count > 5000, "\(name) has \(text.utf8.count) characters")
        let policies = try (0..<10).map { _ in try policy(text, .identity) }
        let request = AuthorizationRequest(
            principal: session,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::b/" + String(repeating: "a", count: 1024),
            resourceAccount: account,
            keys: common
        )
        return Scenario(name: name, request: request, policies: PolicySet(identity: policies), isAllowed: false)
    }
}
