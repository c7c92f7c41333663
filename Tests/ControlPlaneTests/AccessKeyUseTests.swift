import AWSVocabulary
import SigV4
import Testing

@testable import ControlPlane

/// What the audit trail knows of the use of access keys.
struct AccessKeyUseTests {
    @Test func `a key's last call is told at once, refused ones too, and others' calls are not its own`() async throws {
        try await House.with { house in
            let user = try await house.user("ann")
            let admin = try await house.user(
                "admin",
                policy: #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
            )
            func lastUsed() async throws -> String {
                let request = WireRequest.form("iam", "GetAccessKeyLastUsed", ["AccessKeyId": user.accessKeyID])
                return try await house.answer(request, as: admin).body
            }
            #expect(try await lastUsed().contains("<ServiceName>N/A</ServiceName><Region>N/A</Region>"))
            #expect(try await house.ask(.form("sts", "GetCallerIdentity"), as: user) == "200")
            #expect(try await lastUsed().contains("<ServiceName>sts</ServiceName><Region>us-west-2</Region>"))
            #expect(try await house.ask(.form("iam", "ListRoles"), as: user) == "403 AccessDenied")
            let last = try await lastUsed()
            #expect(last.contains("<ServiceName>iam</ServiceName>") && last.contains("<LastUsedDate>"))
            // Who only knows the id has not used the key.
            let liar = SigningCredentials(
                accessKeyID: user.accessKeyID,
                secret: Secret("guessed"),
                sessionToken: nil
            )
            #expect(try await house.ask(.form("sts", "GetCallerIdentity"), as: liar) == "403 SignatureDoesNotMatch")
            #expect(try await lastUsed().contains("<ServiceName>iam</ServiceName>"))
        }
    }
}
