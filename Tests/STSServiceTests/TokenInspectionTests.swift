import AWSVocabulary
import Ambient
import JSONTree
import Testing

@testable import STSService

struct TokenInspectionTests {
    private func inspect(_ installation: Installation, _ token: String) async throws -> JSON {
        await installation.service.inspect(
            token: token,
            account: try #require(AccountID(Installation.account)),
            now: Installation.now
        )
    }

    @Test func `shows a good token but not its signature`() async throws {
        let installation = try await Installation()
        let key = try TestKeys.first()
        let token = try Forge(key: key).token()
        let verdict = try await inspect(installation, token)
        #expect(verdict["verifies"] == true)
        #expect(verdict["claims"]?["sub"] == "system:serviceaccount:default:my-sa")
        #expect(verdict["header"]?["alg"] == "RS256")
        #expect(verdict["signature"]?["isValid"] == true)
        #expect(verdict["signature"]?["keyState"] == "active")
        #expect(verdict["signature"]?["cluster"] == "myeks")
        #expect(verdict["expiresIn"] == 3600)
        #expect(!verdict.text().contains(try #require(token.split(separator: ".").last)))
    }

    @Test(arguments: TokenAttack.all)
    func `says the same of a bad token as the exchange`(_ attack: TokenAttack) async throws {
        let installation = try await Installation()
        let verdict = try await inspect(installation, attack.token(Forge(key: TestKeys.first())))
        #expect(verdict["verifies"] == false)
        #expect(verdict["refusal"]?["step"]?.integer == attack.step)
        #expect(verdict["refusal"]?["problem"]?.string == attack.problem)
    }

    @Test func `tells a good signature of an expired token`() async throws {
        let installation = try await Installation()
        let past = JSON.number(JSONNumber(Int(Installation.now.seconds) - 10))
        let verdict = try await inspect(installation, Forge(key: TestKeys.first()).with("exp", past).token())
        #expect(verdict["verifies"] == false)
        #expect(verdict["signature"]?["isValid"] == true)
        #expect(verdict["expiresIn"] == -10)
    }
}
