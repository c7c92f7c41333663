import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import JSONTree
import ServiceModel
import SessionCredentials
import Store
import Testing

@testable import STSService

struct IdentityOperationsTests {
    private func code(_ body: () async throws -> Answer) async -> String? {
        do {
            _ = try await body()
            return nil
        } catch let refused as ExplainedFault {
            return ServiceDialect.sts.resolve(refused.fault).code
        } catch let fault as Fault {
            return ServiceDialect.sts.resolve(fault).code
        } catch {
            return "\(error)"
        }
    }

    private static let denyAll =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#

    @Test func `tells a caller who it is even under an explicit deny`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice", policy: Self.denyAll)
        let answer = try await installation.call("GetCallerIdentity", [:], as: user)
        #expect(
            answer.output == [
                "UserId": .string("AIDA" + String(repeating: "U", count: 17)), "Account": "111122223333",
                "Arn": "arn:aws:iam::111122223333:user/alice",
            ]
        )
    }

    @Test func `gives a user a session of its own, which cannot make another`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice", policy: Self.denyAll)
        let answer = try await installation.call("GetSessionToken", [:], as: user)
        let session = try installation.session(answer)
        #expect(session.claims?.expiresAt == Installation.now.adding(seconds: 43_200))
        #expect(session.arn == "arn:aws:iam::111122223333:user/alice")
        #expect(await code { try await installation.call("GetSessionToken", [:], as: session) } == "AccessDenied")
        #expect(
            await code {
                try await installation.call("GetSessionToken", ["DurationSeconds": "129601"], as: user)
            } == "ValidationError"
        )
        #expect(
            await code {
                try await installation.call(
                    "GetSessionToken",
                    ["SerialNumber": "arn:aws:iam::111122223333:mfa/alice", "TokenCode": "123456"],
                    as: user
                )
            } == "AccessDenied"
        )
        let written = try #require(answer.audit.responseElements).text()
        let secret = try #require(answer.output?.structure("Credentials")?.string("SecretAccessKey"))
        #expect(!written.contains(secret))
    }

    @Test func `tells the account of an access key`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        let account = try #require(AccountID("444455556666"))
        let id = IDSource(random: .seeded(9)).accessKeyID(.longTermKey, account: account)
        let answer = try await installation.call("GetAccessKeyInfo", ["AccessKeyId": .string(id)], as: user)
        #expect(answer.output == ["Account": "444455556666"])
        #expect(
            await code {
                try await installation.call("GetAccessKeyInfo", ["AccessKeyId": "AKIAIOSFODNN7EXAMPLE"], as: user)
            } == "ValidationError"
        )
        let poor = try await installation.user("bob", policy: nil)
        #expect(
            await code {
                try await installation.call("GetAccessKeyInfo", ["AccessKeyId": .string(id)], as: poor)
            } == "AccessDenied"
        )
    }

    /// What a refusal says, after the sentence.
    private func message(_ body: () async throws -> Answer) async throws -> String {
        let refusal = await #expect(throws: ExplainedFault.self) { try await body() }
        let words = try #require(refusal?.fault.message)
        let parts = words.split(separator: " Encoded authorization failure message: ")
        #expect(parts.count == 2, "\(words)")
        return String(parts.last ?? "")
    }

    @Test func `a denial carries its reasons sealed, and who may opens them`() async throws {
        let installation = try await Installation()
        let poor = try await installation.user("bob", policy: Policies.deny("sts:GetAccessKeyInfo"))
        let message = try await message {
            try await installation.call("GetAccessKeyInfo", ["AccessKeyId": "AKIAIOSFODNN7EXAMPLE"], as: poor)
        }
        #expect(message.utf8.count <= SealedMessages.maximumLength)
        #expect(!message.contains("bob"))
        let input: WireStructure = ["EncodedMessage": .string(message)]
        let answer = try await installation.call(
            "DecodeAuthorizationMessage",
            input,
            as: installation.user("alice")
        )
        let decoded = try #require(answer.output?.string("DecodedMessage"))
        let reasons = try JSON(parsing: Array(decoded.utf8))
        #expect(reasons["allowed"] == false)
        #expect(reasons["explicitDeny"] == true)
        let context = try #require(reasons["context"])
        #expect(context["action"] == "sts:GetAccessKeyInfo")
        #expect(context["principal"]?["arn"] == "arn:aws:iam::111122223333:user/bob")
        let matched = try #require(reasons["matchedStatements"]?["items"]?.array?.first)
        #expect(matched["effect"] == "DENY")
        #expect(matched["actions"]?["items"]?.array == [["value": "sts:GetAccessKeyInfo"]])
        #expect(reasons["explanation"]?["decidedBy"]?["statement"] == "#1")
        #expect(
            await code { try await installation.call("DecodeAuthorizationMessage", input, as: poor) } == "AccessDenied"
        )
    }

    @Test func `a role of the own account that does not trust tells why, sealed; one of another account does not`()
        async throws
    {
        let installation = try await Installation()
        let alice = try await installation.user("alice")
        try await installation.role("reader", trust: Policies.trust())
        func input(_ account: String) -> WireStructure {
            ["RoleArn": .string("arn:aws:iam::\(account):role/reader"), "RoleSessionName": "alice"]
        }
        let message = try await message {
            try await installation.call("AssumeRole", input("111122223333"), as: alice)
        }
        let decoded = try await installation.call(
            "DecodeAuthorizationMessage",
            ["EncodedMessage": .string(message)],
            as: alice
        ).output?.string("DecodedMessage")
        #expect(decoded?.contains("no role trust policy allows it") == true)
        let foreign = await #expect(throws: ExplainedFault.self) {
            try await installation.call("AssumeRole", input("999988887777"), as: alice)
        }
        #expect(foreign?.fault.message?.contains("Encoded") == false)
    }

    @Test func `opens messages that were sealed here for this account, and no others`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        func opened(_ message: String) async -> String? {
            await code {
                try await installation.call(
                    "DecodeAuthorizationMessage",
                    ["EncodedMessage": .string(message)],
                    as: user
                )
            }
        }
        let sealer = installation.sessions.sealer
        let own = try sealer.sealMessage(Array(#"111122223333{"allowed":false}"#.utf8))
        #expect(await opened(own) == nil)
        for bad in [
            "x", String(own.dropLast(4)) + "AAAA",
            try sealer.sealMessage(Array(#"999988887777{"allowed":false}"#.utf8)),
        ] { #expect(await opened(bad) == "InvalidAuthorizationMessageException") }
    }
}
