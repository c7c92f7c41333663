import AWSProtocols
import AWSVocabulary
import Ambient
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

    @Test func `opens messages that were sealed here, and no others`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        let message = try installation.sessions.sealer.sealMessage(Array(#"{"allowed":false}"#.utf8))
        let answer = try await installation.call(
            "DecodeAuthorizationMessage",
            ["EncodedMessage": .string(message)],
            as: user
        )
        #expect(answer.output == ["DecodedMessage": #"{"allowed":false}"#])
        for bad in ["x", String(message.dropLast(4)) + "AAAA"] {
            #expect(
                await code {
                    try await installation.call(
                        "DecodeAuthorizationMessage",
                        ["EncodedMessage": .string(bad)],
                        as: user
                    )
                } == "InvalidAuthorizationMessageException"
            )
        }
    }
}
