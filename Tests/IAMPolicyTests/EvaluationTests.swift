import AWSVocabulary
import Testing

@testable import IAMPolicy

struct EvaluationTests {
    static let everything = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
    static let nothing =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Nothing","Resource":"*"}}"#
    static let noS3 =
        #"{"Version":"2012-10-17","Statement":{"Sid":"NoS3","Effect":"Deny","Action":"s3:*","Resource":"*"}}"#

    static func bucketPolicy(_ principal: String, effect: String = "Allow") throws -> AttachedPolicy {
        try Sample.policy(
            #"{"Version":"2012-10-17","Statement":{"Effect":"\#(effect)","Principal":\#(principal),"Action":"s3:*","Resource":"*"}}"#,
            .resource,
            name: "bucket policy"
        )
    }

    struct Element: Sendable, CustomTestStringConvertible {
        let statement: String
        let action: String
        let resource: String
        let isAllowed: Bool
        var testDescription: String { "\(statement): \(action) on \(resource)" }

        init(_ statement: String, _ action: String, _ resource: String, _ isAllowed: Bool) {
            self.statement = statement
            self.action = action
            self.resource = resource
            self.isAllowed = isAllowed
        }
    }

    @Test(arguments: [
        Element(#""Action":"s3:Get*","Resource":"*""#, "s3:GetObject", "arn:aws:s3:::b/k", true),
        Element(#""Action":"S3:get*","Resource":"*""#, "s3:GetObject", "arn:aws:s3:::b/k", true),
        Element(#""Action":"s3:Get","Resource":"*""#, "s3:GetObject", "arn:aws:s3:::b/k", false),
        Element(#""Action":["iam:*","s3:?etObject"],"Resource":"*""#, "s3:GetObject", "arn:aws:s3:::b/k", true),
        Element(#""NotAction":"iam:*","Resource":"*""#, "s3:GetObject", "arn:aws:s3:::b/k", true),
        Element(#""NotAction":"s3:*","Resource":"*""#, "s3:GetObject", "arn:aws:s3:::b/k", false),
        Element(#""Action":"*","Resource":"arn:aws:s3:::b/*""#, "s3:GetObject", "arn:aws:s3:::b/x/y:z", true),
        Element(#""Action":"*","Resource":"arn:aws:s3:::B/*""#, "s3:GetObject", "arn:aws:s3:::b/k", false),
        Element(#""Action":"*","Resource":"arn:aws:s3:*:b/k""#, "s3:GetObject", "arn:aws:s3:::b/k", false),
        Element(#""Action":"*","Resource":"arn:aws:s3""#, "s3:GetObject", "arn:aws:s3:::b/k", true),
        Element(#""Action":"*","NotResource":"arn:aws:s3:::b/*""#, "s3:GetObject", "arn:aws:s3:::b/k", false),
        Element(#""Action":"*","NotResource":"arn:aws:s3:::c/*""#, "s3:GetObject", "arn:aws:s3:::b/k", true),
        Element(
            #""Action":"*","Resource":"arn:aws:s3:::b/${aws:username}/*""#,
            "s3:GetObject",
            "arn:aws:s3:::b/alice/x",
            true
        ),
        Element(
            #""Action":"*","Resource":"arn:aws:s3:::b/${aws:username}/*""#,
            "s3:GetObject",
            "arn:aws:s3:::b/bob/x",
            false
        ),
        Element(#""Action":"*","Resource":"arn:aws:s3:::b/${none}/*""#, "s3:GetObject", "arn:aws:s3:::b//x", false),
        Element(
            #""Action":"*","Resource":"arn:aws:iam::${aws:username}:role/r""#,
            "iam:GetRole",
            "arn:aws:iam::alice:role/r",
            false
        ),
        Element(
            #""Action":"*","NotResource":"arn:aws:s3:::b/${none}""#,
            "s3:GetObject",
            "arn:aws:s3:::b/k",
            true
        ),
        Element(#""Action":"ec2:DescribeVpcs","Resource":"*""#, "ec2:DescribeVpcs", "*", true),
    ])
    func `actions and resources match as patterns do`(_ element: Element) throws {
        let policy = try Sample.statement(#""Effect":"Allow",\#(element.statement)"#)
        let request = Sample.request(element.action, on: element.resource, keys: ["aws:username": ["alice"]])
        let verdict = PolicyEvaluator.evaluate(request, policies: PolicySet(identity: [policy]))
        #expect(verdict.isAllowed == element.isAllowed)
    }

    @Test func `nothing is allowed without a statement, and a denial beats every allowance`() throws {
        let all = try Sample.policy(Self.everything)
        let deny = try Sample.policy(Self.noS3)
        #expect(PolicyEvaluator.evaluate(Sample.request(), policies: PolicySet()).decision == .implicitDeny)
        #expect(PolicyEvaluator.evaluate(Sample.request(), policies: PolicySet(identity: [all])).decision == .allow)
        let both = PolicyEvaluator.evaluate(Sample.request(), policies: PolicySet(identity: [all, deny]))
        #expect(both.decision == .explicitDeny)
        #expect(both.reason == .denied(by: .identity))
    }

    struct Limit: Sendable, CustomTestStringConvertible {
        let name: String
        let boundary: String?
        let session: [String]?
        let decision: Verdict.Decision
        let reason: Verdict.Reason
        var testDescription: String { name }
    }

    @Test(arguments: [
        Limit(name: "a boundary that allows", boundary: everything, session: nil, decision: .allow, reason: .allowed),
        Limit(
            name: "a boundary that does not",
            boundary: nothing,
            session: nil,
            decision: .implicitDeny,
            reason: .notAllowed(by: .boundary)
        ),
        Limit(
            name: "a boundary that denies",
            boundary: noS3,
            session: nil,
            decision: .explicitDeny,
            reason: .denied(by: .boundary)
        ),
        Limit(
            name: "a session policy that allows",
            boundary: nil,
            session: [nothing, everything],
            decision: .allow,
            reason: .allowed
        ),
        Limit(
            name: "a session policy that does not",
            boundary: nil,
            session: [nothing],
            decision: .implicitDeny,
            reason: .notAllowed(by: .session)
        ),
        Limit(
            name: "an empty list of session policies",
            boundary: nil,
            session: [],
            decision: .implicitDeny,
            reason: .notAllowed(by: .session)
        ),
        Limit(
            name: "a session policy that denies",
            boundary: nil,
            session: [everything, noS3],
            decision: .explicitDeny,
            reason: .denied(by: .session)
        ),
    ])
    func `boundaries and session policies limit, and never widen`(_ limit: Limit) throws {
        var policies = PolicySet(identity: [try Sample.policy(Self.everything)])
        policies.boundary = try limit.boundary.map { try Sample.policy($0) }
        policies.session = try limit.session.map { try $0.map { try Sample.policy($0) } }
        let verdict = PolicyEvaluator.evaluate(Sample.request(by: Sample.session), policies: policies)
        #expect(verdict.decision == limit.decision)
        #expect(verdict.reason == limit.reason)
        policies.identity = []
        #expect(!PolicyEvaluator.evaluate(Sample.request(by: Sample.session), policies: policies).isAllowed)
    }

    struct Grant: Sendable, CustomTestStringConvertible {
        let name: String
        let principal: String
        let by: Principal
        /// With no identity policy.
        let alone: Bool
        /// With no identity policy, and a session policy and boundary that allow nothing.
        let limited: Bool
        var testDescription: String { name }
    }

    @Test(arguments: [
        Grant(
            name: "the user",
            principal: #"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#,
            by: Sample.user,
            alone: true,
            limited: true
        ),
        Grant(
            name: "another user",
            principal: #"{"AWS":"arn:aws:iam::111122223333:user/bob"}"#,
            by: Sample.user,
            alone: false,
            limited: false
        ),
        Grant(
            name: "the session",
            principal: #"{"AWS":"arn:aws:sts::111122223333:assumed-role/app/s1"}"#,
            by: Sample.session,
            alone: true,
            limited: true
        ),
        Grant(
            name: "the session's role",
            principal: #"{"AWS":"arn:aws:iam::111122223333:role/app"}"#,
            by: Sample.session,
            alone: true,
            limited: false
        ),
        Grant(
            name: "the account, which delegates",
            principal: #"{"AWS":"111122223333"}"#,
            by: Sample.user,
            alone: false,
            limited: false
        ),
        Grant(name: "everyone", principal: #""*""#, by: Sample.user, alone: true, limited: false),
        Grant(
            name: "everyone, to nobody in particular",
            principal: #""*""#,
            by: .anonymous,
            alone: true,
            limited: true
        ),
    ])
    func `a resource policy grants as directly as it names`(_ grant: Grant) throws {
        var policies = PolicySet(resource: try Self.bucketPolicy(grant.principal))
        let request = Sample.request(by: grant.by, account: Sample.account)
        #expect(PolicyEvaluator.evaluate(request, policies: policies).isAllowed == grant.alone)
        policies.boundary = try Sample.policy(Self.nothing)
        policies.session = [try Sample.policy(Self.nothing)]
        #expect(PolicyEvaluator.evaluate(request, policies: policies).isAllowed == grant.limited)
    }

    @Test func `across accounts both sides must allow`() throws {
        let other = try #require(AccountID("999988887777"))
        let request = Sample.request(account: other)
        let all = try Sample.policy(Self.everything)
        let grant = try Self.bucketPolicy(#"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#)
        #expect(!PolicyEvaluator.evaluate(request, policies: PolicySet(identity: [all])).isAllowed)
        #expect(!PolicyEvaluator.evaluate(request, policies: PolicySet(resource: grant)).isAllowed)
        #expect(PolicyEvaluator.evaluate(request, policies: PolicySet(identity: [all], resource: grant)).isAllowed)
    }

    @Test func `every level of service and resource control policies must allow`() throws {
        let all = try Sample.policy(Self.everything)
        let none = try Sample.policy(Self.nothing)
        func resourceControl(_ effect: String, _ action: String) throws -> AttachedPolicy {
            try Sample.policy(
                #"{"Version":"2012-10-17","Statement":{"Effect":"\#(effect)","Principal":"*","Action":"\#(action)","Resource":"*"}}"#,
                .resourceControl
            )
        }
        let wide = try resourceControl("Allow", "*")
        let narrow = try resourceControl("Allow", "sqs:*")
        let shut = try resourceControl("Deny", "s3:*")
        let other = try resourceControl("Deny", "sqs:*")
        func decision(_ service: [[AttachedPolicy]], _ resource: [[AttachedPolicy]]) -> Verdict.Reason {
            let policies = PolicySet(identity: [all], serviceControl: service, resourceControl: resource)
            return PolicyEvaluator.evaluate(Sample.request(), policies: policies).reason
        }
        #expect(decision([[all], [none, all]], [[wide]]) == .allowed)
        #expect(decision([[all], [none]], [[wide]]) == .notAllowed(by: .serviceControl))
        #expect(decision([[all], []], [[wide]]) == .notAllowed(by: .serviceControl))
        #expect(decision([[all]], [[wide], [narrow]]) == .notAllowed(by: .resourceControl))
        #expect(decision([[all]], [[wide], [shut]]) == .denied(by: .resourceControl))
        // AWS's own policy that allows everything stands on every level.
        #expect(decision([[all]], [[], [other]]) == .allowed)
    }

    @Test
    func
        `roles of AWS's own services escape boundary and organisation, services the organisation's policies for callers`()
        throws
    {
        let all = try Sample.policy(Self.everything)
        let none = try Sample.policy(Self.nothing)
        let role = ARN.iam("role", path: "/aws-service-role/x.amazonaws.com/", name: "r", account: Sample.account)
        let linked = Principal.roleSession(
            session: .assumedRole(name: "r", session: "s", account: Sample.account),
            role: role,
            account: Sample.account
        )
        let limited = PolicySet(identity: [all], boundary: none, serviceControl: [[none]])
        #expect(PolicyEvaluator.evaluate(Sample.request(by: linked), policies: limited).isAllowed)
        #expect(!PolicyEvaluator.evaluate(Sample.request(by: Sample.session), policies: limited).isAllowed)
        let bucket = try Self.bucketPolicy(#"{"Service":"x.amazonaws.com"}"#)
        let request = Sample.request(by: .service("x.amazonaws.com"))
        let policies = PolicySet(resource: bucket, serviceControl: [[none]])
        #expect(PolicyEvaluator.evaluate(request, policies: policies).isAllowed)
        #expect(!PolicyEvaluator.evaluate(request, policies: PolicySet(identity: [all])).isAllowed)
    }

    @Test func `roles and keys are closed to their own account until their own policy opens them`() throws {
        let all = try Sample.policy(Self.everything)
        func isAllowed(_ action: String, _ resource: String, _ policy: AttachedPolicy? = nil) -> Bool {
            PolicyEvaluator.evaluate(
                Sample.request(action, on: resource),
                policies: PolicySet(identity: [all], resource: policy)
            ).isAllowed
        }
        let key = "arn:aws:kms:eu-west-1:111122223333:key/1"
        let account = try Sample.policy(
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"}}"#,
            .resource
        )
        #expect(!isAllowed("sts:AssumeRole", "arn:aws:iam::111122223333:role/app"))
        #expect(!isAllowed("kms:Decrypt", key))
        #expect(isAllowed("kms:Decrypt", key, account))
        #expect(isAllowed("kms:ListAliases", "*"))
    }

    @Test func `NotPrincipal spares those whose every level is listed`() throws {
        let all = try Sample.policy(Self.everything)
        func isAllowed(_ principals: String, _ principal: Principal) throws -> Bool {
            let policy = try Sample.policy(
                #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":[\#(principals)]},"Action":"*","Resource":"*"}}"#,
                .resource
            )
            let policies = PolicySet(identity: [all], resource: policy)
            return PolicyEvaluator.evaluate(Sample.request(by: principal), policies: policies).isAllowed
        }
        let levels =
            #""111122223333","arn:aws:iam::111122223333:role/app","arn:aws:sts::111122223333:assumed-role/app/s1""#
        #expect(try isAllowed(levels, Sample.session))
        #expect(try !isAllowed(#""111122223333","arn:aws:iam::111122223333:role/app""#, Sample.session))
        #expect(try isAllowed(#""111122223333","arn:aws:iam::111122223333:user/alice""#, Sample.user))
        #expect(try !isAllowed(levels, Sample.user))
    }
}
