import AWSVocabulary
import Testing

@testable import IAMPolicy

/// The order of the decision (specification sections 3 and 4), one row a rule: who asks, what the policies say, what comes of it.
struct OrderTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        var by = Sample.user
        var action = "s3:GetObject"
        var resource = "arn:aws:s3:::b/k"
        var account: AccountID?
        var identity: String?
        var boundary: String?
        var session: [String]?
        /// The resource's policy, whose kind is `kind`.
        var granting: String?
        var kind = PolicyKind.resource
        var serviceControl: [[String]] = []
        var resourceControl: [[String]] = []
        let decision: Verdict.Decision
        let reason: Verdict.Reason

        var testDescription: String { rule }

        func verdict() throws -> Verdict {
            func attached(_ text: String, _ kind: PolicyKind) throws -> AttachedPolicy {
                try Sample.policy(#"{"Version":"2012-10-17","Statement":[\#(text)]}"#, kind, name: kind.rawValue)
            }
            var policies = PolicySet(
                identity: try identity.map { [try attached($0, .identity)] } ?? [],
                boundary: try boundary.map { try attached($0, .boundary) },
                session: try session?.map { try attached($0, .session) },
                serviceControl: try serviceControl.map { try $0.map { try attached($0, .serviceControl) } },
                resourceControl: try resourceControl.map { try $0.map { try attached($0, .resourceControl) } }
            )
            let own = try granting.map { try attached($0, kind) }
            if kind == .trust { policies.trust = own } else { policies.resource = own }
            return PolicyEvaluator.evaluate(
                Sample.request(action, on: resource, by: by, account: account),
                policies: policies
            )
        }
    }

    static let all = #"{"Effect":"Allow","Action":"*","Resource":"*"}"#
    static let none = #"{"Effect":"Allow","Action":"iam:Nothing","Resource":"*"}"#
    static let deny = #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
    static let control = #"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#
    static let other = AccountID("999988887777") ?? .example
    static let role = "arn:aws:iam::111122223333:role/app"

    static func bucket(_ principal: String, _ effect: String = "Allow") -> String {
        #"{"Effect":"\#(effect)","Principal":\#(principal),"Action":"*","Resource":"*"}"#
    }
    static func trust(_ principal: String, _ action: String = "sts:AssumeRole", _ effect: String = "Allow") -> String {
        #"{"Effect":"\#(effect)","Principal":\#(principal),"Action":"\#(action)"}"#
    }

    static let user = bucket(#"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#)
    static let sessionARN = bucket(#"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s1"}"#)
    static let roleARN = bucket(#"{"AWS":"\#(role)"}"#)
    static let root = bucket(#"{"AWS":"111122223333"}"#)
    static let stranger = Principal.user(arn: .iam("user", name: "eve", account: other), account: other)

    static let denials: [Row] = [
        Row(
            rule: "3.1 an identity policy denies",
            identity: all + "," + deny,
            decision: .explicitDeny,
            reason: .denied(by: .identity)
        ),
        Row(
            rule: "3.1 a boundary denies",
            identity: all,
            boundary: all + "," + deny,
            decision: .explicitDeny,
            reason: .denied(by: .boundary)
        ),
        Row(
            rule: "3.1 a session policy denies",
            by: Sample.session,
            identity: all,
            session: [all + "," + deny],
            decision: .explicitDeny,
            reason: .denied(by: .session)
        ),
        Row(
            rule: "3.1 the resource's policy denies",
            identity: all,
            granting: bucket(#""*""#, "Deny"),
            decision: .explicitDeny,
            reason: .denied(by: .resource)
        ),
        Row(
            rule: "3.1 a denial beats the resource's policy that names the user",
            identity: deny,
            granting: user,
            decision: .explicitDeny,
            reason: .denied(by: .identity)
        ),
        Row(
            rule: "3.1 a service control policy denies",
            identity: all,
            serviceControl: [[all, deny]],
            decision: .explicitDeny,
            reason: .denied(by: .serviceControl)
        ),
        Row(
            rule: "3.1 a resource control policy denies",
            identity: all,
            resourceControl: [[control]],
            decision: .explicitDeny,
            reason: .denied(by: .resourceControl)
        ),
        Row(
            rule: "3.1 root is denied too",
            by: .root(.example),
            granting: bucket(#""*""#, "Deny"),
            decision: .explicitDeny,
            reason: .denied(by: .resource)
        ),
        Row(
            rule: "3.1 the trust policy denies",
            action: "sts:AssumeRole",
            resource: role,
            identity: all,
            granting: trust(#""*""#, "sts:*") + "," + trust(#""*""#, "sts:*", "Deny"),
            kind: .trust,
            decision: .explicitDeny,
            reason: .denied(by: .trust)
        ),
    ]

    static let organisation: [Row] = [
        Row(
            rule: "3.3 each level allows",
            identity: all,
            serviceControl: [[all], [all]],
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "3.3 one level does not allow",
            identity: all,
            serviceControl: [[all], [none]],
            decision: .implicitDeny,
            reason: .notAllowed(by: .serviceControl)
        ),
        Row(
            rule: "3.3 the resource's policy does not help against a service control policy",
            granting: user,
            serviceControl: [[none]],
            decision: .implicitDeny,
            reason: .notAllowed(by: .serviceControl)
        ),
        Row(
            rule: "3.3 root is limited",
            by: .root(.example),
            serviceControl: [[none]],
            decision: .implicitDeny,
            reason: .notAllowed(by: .serviceControl)
        ),
        Row(
            rule: "3.3 a service is not limited",
            by: .service("pods.eks.amazonaws.com"),
            action: "sts:AssumeRole",
            resource: role,
            granting: trust(#"{"Service":"pods.eks.amazonaws.com"}"#),
            kind: .trust,
            serviceControl: [[none]],
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "3.2 a resource control policy limits a service",
            by: .service("pods.eks.amazonaws.com"),
            action: "sts:AssumeRole",
            resource: role,
            granting: trust(#"{"Service":"pods.eks.amazonaws.com"}"#),
            kind: .trust,
            resourceControl: [[control]],
            decision: .explicitDeny,
            reason: .denied(by: .resourceControl)
        ),
    ]

    static let sameAccount: [Row] = [
        Row(
            rule: "3.4 naming the user passes the boundary's implicit denial",
            boundary: none,
            granting: user,
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "3.4 naming the session passes boundary and session policy",
            by: Sample.session,
            boundary: none,
            session: [none],
            granting: sessionARN,
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "3.4 naming the role passes the identity policies",
            by: Sample.session,
            granting: roleARN,
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "3.4 naming the role does not pass the boundary",
            by: Sample.session,
            boundary: none,
            granting: roleARN,
            decision: .implicitDeny,
            reason: .notAllowed(by: .boundary)
        ),
        Row(
            rule: "3.4 naming the role does not pass the session policy",
            by: Sample.session,
            session: [none],
            granting: roleARN,
            decision: .implicitDeny,
            reason: .notAllowed(by: .session)
        ),
        Row(
            rule: "3.4 naming the account only delegates",
            granting: root,
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(
            rule: "3.4 naming the account, and the user's own policy",
            identity: all,
            granting: root,
            decision: .allow,
            reason: .allowed
        ),
        Row(rule: "3.5 no identity policy", decision: .implicitDeny, reason: .notAllowed(by: .identity)),
        Row(
            rule: "3.5 an identity policy for something else",
            identity: none,
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(rule: "3.6 the boundary allows", identity: all, boundary: all, decision: .allow, reason: .allowed),
        Row(
            rule: "3.6 the boundary does not allow",
            identity: all,
            boundary: none,
            decision: .implicitDeny,
            reason: .notAllowed(by: .boundary)
        ),
        Row(
            rule: "3.6 the boundary alone grants nothing",
            boundary: all,
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(
            rule: "3.7 the session policies together allow",
            by: Sample.session,
            identity: all,
            session: [none, all],
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "3.7 none of the session policies allows",
            by: Sample.session,
            identity: all,
            session: [none, none],
            decision: .implicitDeny,
            reason: .notAllowed(by: .session)
        ),
        Row(
            rule: "3.7 a session policy alone grants nothing",
            by: Sample.session,
            session: [all],
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(rule: "3 root needs no policy", by: .root(.example), decision: .allow, reason: .allowed),
        Row(
            rule: "3.4 a trust policy must allow, even root's own account",
            action: "sts:AssumeRole",
            resource: role,
            identity: all,
            granting: trust(#"{"AWS":"arn:aws:iam::111122223333:user/bob"}"#),
            kind: .trust,
            decision: .implicitDeny,
            reason: .notAllowed(by: .trust)
        ),
        Row(
            rule: "3.4 a KMS key must be opened by its own policy",
            action: "kms:Decrypt",
            resource: "arn:aws:kms:eu-west-1:111122223333:key/k",
            identity: all,
            decision: .implicitDeny,
            reason: .notAllowed(by: .resource)
        ),
    ]

    static let crossAccount: [Row] = [
        Row(
            rule: "4.1 both sides allow",
            by: stranger,
            account: .example,
            identity: all,
            granting: bucket(#"{"AWS":"arn:aws:iam::999988887777:user/eve"}"#),
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.1 only the resource's side allows",
            by: stranger,
            account: .example,
            granting: bucket(#"{"AWS":"arn:aws:iam::999988887777:user/eve"}"#),
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(
            rule: "4.1 only the caller's side allows",
            by: stranger,
            account: .example,
            identity: all,
            decision: .implicitDeny,
            reason: .notAllowed(by: .resource)
        ),
        Row(
            rule: "4.1 naming the user passes no boundary across accounts",
            by: stranger,
            account: .example,
            identity: all,
            boundary: none,
            granting: bucket(#"{"AWS":"arn:aws:iam::999988887777:user/eve"}"#),
            decision: .implicitDeny,
            reason: .notAllowed(by: .boundary)
        ),
        Row(
            rule: "4.2 naming the account is enough on the resource's side",
            by: stranger,
            account: .example,
            identity: all,
            granting: bucket(#"{"AWS":"999988887777"}"#),
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.3 everyone, and the caller's own policy",
            by: stranger,
            account: .example,
            identity: all,
            granting: bucket(#""*""#),
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.3 everyone, without the caller's own policy",
            by: stranger,
            account: .example,
            granting: bucket(#""*""#),
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(
            rule: "4.3 a stranger without credentials needs only the resource's side",
            by: .anonymous,
            granting: bucket(#""*""#),
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.4 taking a role across accounts needs both sides",
            by: stranger,
            action: "sts:AssumeRole",
            resource: role,
            account: .example,
            granting: trust(#"{"AWS":"arn:aws:iam::999988887777:user/eve"}"#),
            kind: .trust,
            decision: .implicitDeny,
            reason: .notAllowed(by: .identity)
        ),
        Row(
            rule: "4.4 and has them",
            by: stranger,
            action: "sts:AssumeRole",
            resource: role,
            account: .example,
            identity: all,
            granting: trust(#"{"AWS":"arn:aws:iam::999988887777:user/eve"}"#),
            kind: .trust,
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.4 a token needs the trust policy alone",
            by: .federated(provider: Sample.provider, account: .example),
            action: "sts:AssumeRoleWithWebIdentity",
            resource: role,
            granting: trust(#"{"Federated":"\#(Sample.provider)"}"#, "sts:AssumeRoleWithWebIdentity"),
            kind: .trust,
            serviceControl: [[none]],
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.5 a service needs the trust policy alone",
            by: .service("pods.eks.amazonaws.com"),
            action: "sts:TagSession",
            resource: role,
            granting: trust(#"{"Service":"pods.eks.amazonaws.com"}"#, "sts:*"),
            kind: .trust,
            decision: .allow,
            reason: .allowed
        ),
        Row(
            rule: "4.5 another service is not meant",
            by: .service("ec2.amazonaws.com"),
            action: "sts:AssumeRole",
            resource: role,
            granting: trust(#"{"Service":"pods.eks.amazonaws.com"}"#),
            kind: .trust,
            decision: .implicitDeny,
            reason: .notAllowed(by: .trust)
        ),
    ]

    @Test(arguments: denials + organisation + sameAccount + crossAccount)
    func `each rule of the order decides as it says`(_ row: Row) throws {
        let verdict = try row.verdict()
        #expect(verdict.decision == row.decision, "\(verdict.oneLine)")
        #expect(verdict.reason == row.reason, "\(verdict.oneLine)")
    }

    /// Who is named, by what, and whether that means the session `app/s1` of account 111122223333 (section 5.4).
    @Test(arguments: [
        (#""*""#, true), (#"{"AWS":"*"}"#, true), (#"{"AWS":"111122223333"}"#, true),
        (#"{"AWS":"arn:aws:iam::111122223333:root"}"#, true), (#"{"AWS":"\#(role)"}"#, true),
        (#"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s1"}"#, true),
        (#"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s2"}"#, false),
        (#"{"AWS":"arn:aws:iam::111122223333:role/App"}"#, false), (#"{"AWS":"999988887777"}"#, false),
        (#"{"AWS":"arn:aws:iam::111122223333:user/app"}"#, false), (#"{"AWS":"AROAABCDEFGHIJKLMNOPQ"}"#, false),
        (#"{"Service":"ec2.amazonaws.com"}"#, false), (#"{"Federated":"\#(Sample.provider)"}"#, false),
        (#"{"AWS":["999988887777","111122223333"]}"#, true),
        (#"{"Service":"ec2.amazonaws.com","AWS":"\#(role)"}"#, true),
    ])
    func `a principal is meant by the names it has, whole`(_ principal: String, _ isMeant: Bool) throws {
        let row = Row(
            rule: "",
            by: Sample.session,
            identity: Self.all,
            granting: Self.bucket(principal, "Deny"),
            decision: .allow,
            reason: .allowed
        )
        #expect(try (row.verdict().decision == .explicitDeny) == isMeant)
    }

    /// Actions of the policy, of the request (section 5.1).
    @Test(arguments: [
        ("*", "s3:GetObject", true), ("s3:*", "s3:GetObject", true), ("S3:GETOBJECT", "s3:GetObject", true),
        ("s3:Get?bject", "s3:GetObject", true), ("s3:Get", "s3:GetObject", false), ("s3:*Acl", "s3:GetObject", false),
        ("s3:GetObject", "s3:GetObjectAcl", false), ("s3-object-lambda:*", "s3:GetObject", false),
        ("s3: GetObject", "s3:GetObject", false),
    ])
    func `actions match whole, whatever their case`(_ pattern: String, _ action: String, _ matches: Bool) throws {
        for (element, isAllowed) in [("Action", matches), ("NotAction", !matches)] {
            let policy = try Sample.statement(#""Effect":"Allow","\#(element)":"\#(pattern)","Resource":"*""#)
            let verdict = PolicyEvaluator.evaluate(Sample.request(action), policies: PolicySet(identity: [policy]))
            #expect(verdict.isAllowed == isAllowed, "\(element)")
        }
    }
}
