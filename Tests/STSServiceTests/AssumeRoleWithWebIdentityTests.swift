import AWSProtocols
import AWSVocabulary
import Ambient
import IdentityTokens
import JSONTree
import RoleSessions
import ServiceModel
import SessionCredentials
import Store
import Testing

@testable import STSService

struct AssumeRoleWithWebIdentityTests {
    private static let roleARN = "arn:aws:iam::111122223333:role/reader"

    private func input(_ token: String, _ more: WireStructure = [:]) -> WireStructure {
        var input: WireStructure = [
            "RoleArn": .string(Self.roleARN), "RoleSessionName": "botocore-session-1",
            "WebIdentityToken": .string(token),
        ]
        for (name, value) in more.members { input[name] = value }
        return input
    }

    private func exchange(
        _ installation: Installation,
        _ token: String,
        _ more: WireStructure = [:]
    ) async throws -> Answer {
        try await installation.call("AssumeRoleWithWebIdentity", input(token, more))
    }

    @Test func `trades a good token for the role's credentials`() async throws {
        let installation = try await Installation()
        let role = try await installation.role("reader", trust: Policies.trust())
        let answer = try await exchange(installation, Forge(key: TestKeys.first()).token())
        let output = try #require(answer.output)
        let user = try #require(output.structure("AssumedRoleUser"))
        #expect(user.string("Arn") == "arn:aws:sts::111122223333:assumed-role/reader/botocore-session-1")
        #expect(user.string("AssumedRoleId") == "\(role.id):botocore-session-1")
        #expect(output.string("SubjectFromWebIdentityToken") == "system:serviceaccount:default:my-sa")
        #expect(output.string("Audience") == "sts.amazonaws.com")
        #expect(output.string("Provider") == Installation.provider)
        #expect(output["PackedPolicySize"] == nil)
        let credentials = try #require(output.structure("Credentials"))
        #expect(credentials["Expiration"] == .timestamp(Installation.now.adding(seconds: 3600)))
        #expect(credentials.string("AccessKeyId")?.hasPrefix("ASIA") == true)
        #expect(credentials.string("SecretAccessKey")?.count == 40)

        let claims = try #require(try installation.session(answer).claims)
        #expect(claims.principal == .role(id: role.id, name: "reader", path: "/"))
        #expect(claims.federation?.providerARN == Installation.provider)
        #expect(claims.pod?.podName == "my-pod")
        #expect(claims.pod?.tokenID == "b57baf6f-3ad7-4879-aa9a-39eeef6d4557")
        #expect(!claims.isChained)
    }

    @Test(
        arguments: [
            ("email", "me@example.com", "StringEquals", true), ("email", "you@example.com", "StringEquals", false),
            ("email", nil, "StringEquals", false), ("email", 7, "StringEquals", false),
            ("azp", "me@example.com", "StringEquals", false),
            ("email", nil, "StringNotEquals", true),
        ] as [(String, JSON?, String, Bool)]
    )
    func `a trust policy may ask for the token's email`(
        _ claim: String,
        _ value: JSON?,
        _ operation: String,
        _ isAllowed: Bool
    ) async throws {
        let installation = try await Installation()
        try await installation.role(
            "reader",
            trust: """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"\(Installation.provider)"},\
                "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"\(operation)":{\
                "\(Installation.issuerName):email":"me@example.com"}}}}
                """
        )
        let token = try Forge(key: TestKeys.first()).with(claim, value).token()
        let answer = try? await exchange(installation, token)
        #expect((answer != nil) == isAllowed)
    }

    @Test(arguments: [(0, true), (86_400, true), (86_401, false)])
    func `a token is taken for a day, however long its issuer lets it live`(_ age: Int, _ isTaken: Bool) async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let issued = JSON.number(JSONNumber(Int(Installation.now.seconds) - age))
        let token = try Forge(key: TestKeys.first()).with("iat", issued).token()
        let answer = try? await exchange(installation, token)
        #expect((answer != nil) == isTaken)
    }

    @Test(arguments: [
        (TokenStanding.exists, "allowed"), (.gone(reason: "pod web/a has been deleted"), "InvalidIdentityToken 400"),
        (.unknown(reason: "no watch"), "IDPCommunicationError 400"),
    ])
    func `a token counts only while what it is bound to is known to be there`(
        _ standing: TokenStanding,
        _ says: String
    ) async throws {
        let installation = try await Installation(standing: standing)
        try await installation.role("reader", trust: Policies.trust())
        var said = "allowed"
        do { _ = try await exchange(installation, Forge(key: TestKeys.first()).token()) } catch let refusal
            as ExplainedFault
        {
            let resolved = ServiceDialect.sts.resolve(refusal.fault)
            said = "\(resolved.code) \(resolved.status)"
        }
        #expect(said == says)
    }

    @Test func `audits who exchanged for which role and no secret`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let token = try Forge(key: TestKeys.first()).token()
        let answer = try await exchange(installation, token, ["DurationSeconds": "900"])
        let audit = answer.audit
        #expect(
            audit.webIdentity
                == AuditDetails.WebIdentity(
                    providerARN: Installation.provider,
                    subject: "system:serviceaccount:default:my-sa",
                    audience: "sts.amazonaws.com"
                )
        )
        #expect(audit.resources == [AuditDetails.Resource(type: "AWS::IAM::Role", name: Self.roleARN)])
        #expect(
            audit.requestParameters
                == [
                    "roleArn": .string(Self.roleARN), "roleSessionName": "botocore-session-1", "durationSeconds": 900,
                ]
        )
        #expect(audit.isInEventHistory)
        let credentials = try #require(answer.output?.structure("Credentials"))
        let written = try #require(audit.responseElements).text()
        #expect(written.contains(try #require(credentials.string("AccessKeyId"))))
        #expect(!written.contains(try #require(credentials.string("SecretAccessKey"))))
        #expect(!written.contains(try #require(credentials.string("SessionToken"))))
    }

    @Test(arguments: TokenAttack.all)
    func `refuses a token that cannot be believed`(_ attack: TokenAttack) async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let token = try attack.token(Forge(key: TestKeys.first()))
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        let refusal = try #require(refused)
        let resolved = ServiceDialect.sts.resolve(refusal.fault)
        #expect(resolved.code == attack.code)
        #expect(resolved.status == 400)
        #expect(resolved.message == attack.message)
        #expect(!refusal.audit.isInEventHistory)
        #expect(refusal.audit.webIdentity == nil)
        let explanation = refusal.explanation
        #expect(explanation["step"]?.integer == attack.step)
        #expect(explanation["problem"]?.string == attack.problem)
        let summary = try #require(explanation["summary"]?.string)
        #expect(!summary.isEmpty && !summary.contains("\n"))
        // Neither the token nor its last part is anywhere an operator or a log can see.
        let shown = explanation.text() + (refusal.fault.log ?? "") + (refusal.audit.requestParameters?.text() ?? "")
        #expect(!shown.contains(token))
        if let signature = token.split(separator: ".").last, signature.count > 20 {
            #expect(!shown.contains(signature))
        }
        #expect(installation.fetcher.urls.isEmpty)
    }

    @Test func `explains an unknown key with those there are`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let key = try TestKeys.first()
        let token = try Forge(key: key).with(header: "kid", "gone").token()
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        let explanation = try #require(refused).explanation
        #expect(explanation["kid"] == "gone")
        #expect(explanation["knownKids"] == [.string(key.id.description)])
        #expect(explanation["issuer"] == .string(Installation.issuer))
        #expect(explanation["subject"] == "system:serviceaccount:default:my-sa")
        #expect(explanation["audience"] == ["sts.amazonaws.com"])
    }

    @Test func `explains a wrong audience with both sides`() async throws {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).with("aud", ["api"]).token()
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        let explanation = try #require(refused).explanation
        #expect(explanation["expected"] == ["sts.amazonaws.com", "other.example"])
        #expect(explanation["actual"] == ["api"])
    }

    @Test func `accepts clocks that differ by a few seconds`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let soon = JSON.number(JSONNumber(Int(Installation.now.seconds) + 3))
        let token = try Forge(key: TestKeys.first()).with("nbf", soon).with("iat", soon).token()
        _ = try await exchange(installation, token)
    }

    @Test func `refuses a role that does not exist in the words of one that does not trust`() async throws {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).token()
        let missing = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        try await installation.role(
            "reader",
            trust: Policies.trust(subject: "system:serviceaccount:prod:my-sa")
        )
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        for refusal in [try #require(missing), try #require(refused)] {
            let resolved = ServiceDialect.sts.resolve(refusal.fault)
            #expect(resolved.code == "AccessDenied")
            #expect(resolved.status == 403)
            #expect(resolved.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity")
            #expect(refusal.audit.isInEventHistory)
            #expect(refusal.audit.webIdentity?.subject == "system:serviceaccount:default:my-sa")
        }
        let text = try #require(refused).explanation.text()
        #expect(text.contains("system:serviceaccount:prod:my-sa"))
        #expect(text.contains(#""namespace":"default""#))
    }

    @Test func `refuses a role of another path`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let token = try Forge(key: TestKeys.first()).token()
        let refused = await #expect(throws: ExplainedFault.self) {
            _ = try await exchange(installation, token, ["RoleArn": "arn:aws:iam::111122223333:role/other/reader"])
        }
        #expect(ServiceDialect.sts.resolve(try #require(refused).fault).code == "AccessDenied")
    }

    struct Parameter: Sendable, CustomTestStringConvertible {
        let name: String
        let value: WireValue
        let message: String
        var testDescription: String { "\(name): \(message)" }
    }

    @Test(arguments: [
        Parameter(name: "RoleArn", value: "arn:aws:s3:::bucket-long-enough", message: "Request ARN is invalid"),
        Parameter(name: "RoleArn", value: "arn:aws:iam::11112222:role/reader", message: "Request ARN is invalid"),
        Parameter(name: "RoleArn", value: "arn:aws:iam::111122223333:user/reader", message: "Request ARN is invalid"),
        Parameter(
            name: "RoleArn",
            value: "reader",
            message: """
                1 validation error detected: Value 'reader' at 'roleArn' failed to satisfy constraint: Member must have \
                length greater than or equal to 20
                """
        ),
        Parameter(
            name: "RoleSessionName",
            value: "no blanks",
            message: #"""
                1 validation error detected: Value 'no blanks' at 'roleSessionName' failed to satisfy constraint: Member \#
                must satisfy regular expression pattern: [\w+=,.@-]*
                """#
        ),
        Parameter(
            name: "WebIdentityToken",
            value: .string(String(repeating: "a", count: 20_001)),
            message: """
                1 validation error detected: Value '***' at 'webIdentityToken' failed to satisfy constraint: Member must \
                have length less than or equal to 20000
                """
        ),
        Parameter(
            name: "DurationSeconds",
            value: "899",
            message: """
                1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must \
                have value greater than or equal to 900
                """
        ),
    ])
    func `checks parameters before the token`(_ parameter: Parameter) async throws {
        let installation = try await Installation()
        let refused = await #expect(throws: ExplainedFault.self) {
            _ = try await exchange(installation, "not-a-token", [parameter.name: parameter.value])
        }
        let refusal = try #require(refused)
        let resolved = ServiceDialect.sts.resolve(refusal.fault)
        #expect(resolved.code == "ValidationError")
        #expect(resolved.status == 400)
        #expect(resolved.message == parameter.message)
        #expect(refusal.audit.requestParameters?.text().contains("not-a-token") == false)
    }

    @Test func `lets a role's maximum limit the duration`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust(), maximum: 7200)
        let token = try Forge(key: TestKeys.first()).token()
        _ = try await exchange(installation, token, ["DurationSeconds": "7200"])
        let refused = await #expect(throws: ExplainedFault.self) {
            _ = try await exchange(installation, token, ["DurationSeconds": "7201"])
        }
        let resolved = ServiceDialect.sts.resolve(try #require(refused).fault)
        #expect(resolved.code == "ValidationError")
        #expect(
            resolved.message == "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
        #expect(refused?.audit.webIdentity != nil)
    }

    @Test func `believes a key until it is retired`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let (old, new) = (try TestKeys.first(), try TestKeys.second())
        let (before, after) = (try Forge(key: old).token(), try Forge(key: new).token())
        try await installation.put(Installation.record(of: old, state: .verifying))
        try await installation.put(Installation.record(of: new, state: .active))
        _ = try await exchange(installation, before)
        _ = try await exchange(installation, after)
        #expect(installation.service.verificationKeys(cluster: Installation.cluster.key).map(\.id) == [new.id, old.id])
        try await installation.put(Installation.record(of: old, state: .retired))
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, before) }
        #expect(try #require(refused).explanation["problem"] == "unknownKey")
        _ = try await exchange(installation, after)
        #expect(installation.service.verificationKeys(cluster: Installation.cluster.key).map(\.id) == [new.id])
    }

    @Test func `refuses a key of another cluster`() async throws {
        let installation = try await Installation()
        try await installation.role("reader", trust: Policies.trust())
        let key = try TestKeys.second()
        var record = Installation.record(of: key, state: .active)
        record.clusterKey = "111122223333/us-west-2/other"
        try await installation.put(record)
        let token = try Forge(key: key).token()
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        #expect(try #require(refused).explanation["step"] == 7)
    }

    private static let tags: JSON = [
        "principal_tags": ["Team": ["blue"], "Cost": ["7"]], "transitive_tag_keys": ["Team"],
    ]

    @Test func `needs TagSession for a token's tags, and gives them to the session`() async throws {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).with("https://aws.amazon.com/tags", Self.tags).token()
        try await installation.role("reader", trust: Policies.trust())
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        #expect(
            ServiceDialect.sts.resolve(try #require(refused).fault).message
                == "Not authorized to perform sts:TagSession"
        )
        try await installation.role(
            "reader",
            trust: Policies.trust(actions: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"])
        )
        let answer = try await exchange(installation, token)
        let claims = try #require(try installation.session(answer).claims)
        #expect(
            claims.tags == [AWSVocabulary.Tag(key: "Team", value: "blue"), AWSVocabulary.Tag(key: "Cost", value: "7")]
        )
        #expect(claims.transitiveTagKeys == ["Team"])
        #expect(answer.output?.integer("PackedPolicySize").map { (1...100).contains($0) } == true)
    }

    @Test func `needs SetSourceIdentity for a token's source identity`() async throws {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).with("https://aws.amazon.com/source_identity", "alice").token()
        try await installation.role("reader", trust: Policies.trust())
        let refused = await #expect(throws: ExplainedFault.self) { _ = try await exchange(installation, token) }
        #expect(
            ServiceDialect.sts.resolve(try #require(refused).fault).message
                == "Not authorized to perform sts:SetSourceIdentity"
        )
        try await installation.role(
            "reader",
            trust: Policies.trust(actions: ["sts:AssumeRoleWithWebIdentity", "sts:SetSourceIdentity"])
        )
        let answer = try await exchange(installation, token)
        #expect(answer.output?.string("SourceIdentity") == "alice")
        #expect(try installation.session(answer).claims?.sourceIdentity == "alice")
    }
}
