import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IdentityTokens
import JSONTree
import ServiceModel
import Store
import Testing

@testable import OperatorService

struct CreateServiceAccountTokenTests {
    private func input(_ more: WireStructure = [:]) -> WireStructure {
        var input: WireStructure = ["namespace": "default", "serviceAccount": "my-sa"]
        for (name, value) in more.members { input[name] = value }
        return input
    }

    private func token(_ installation: Installation, _ more: WireStructure = [:]) async throws -> UnverifiedToken {
        let output = try await installation.call("CreateServiceAccountToken", input(more))
        return try UnverifiedToken(parsing: try #require(output.string("token")))
    }

    @Test func `issues a token that verifies, with the claims of an API server`() async throws {
        let installation = try await Installation()
        let output = try await installation.call(
            "CreateServiceAccountToken",
            input(["audiences": ["sts.amazonaws.com"], "durationSeconds": 86_400, "clusterName": "myeks"])
        )
        let token = try UnverifiedToken(parsing: try #require(output.string("token")))
        let record = try #require(
            installation.directory.snapshot.signingKeys(cluster: Installation.cluster("myeks").key).first
        )
        let key = try SigningKey(stored: try #require(record.privateKey)).verificationKey
        try TokenVerification.checkSignature(of: token, with: key)
        #expect(token.keyID == key.id)
        #expect(token.claims.issuer == "https://127.0.0.1:4581/id/myeks")
        #expect(token.claims.subject == "system:serviceaccount:default:my-sa")
        #expect(token.claims.audiences == ["sts.amazonaws.com"])
        #expect(token.claims.expiresAt == Installation.now.adding(seconds: 86_400))
        #expect(token.claims.kubernetes?.podName == nil)
        #expect(token.payload.keys == ["aud", "exp", "iat", "iss", "jti", "kubernetes.io", "nbf", "sub"])
        #expect(output["expiration"] == .timestamp(Installation.now.adding(seconds: 86_400)))
        #expect(output.string("issuer") == token.claims.issuer)
        #expect(output.string("keyId") == key.id.description)
    }

    @Test func `keeps a service account's uid, and gives every token an id of its own`() async throws {
        let installation = try await Installation()
        let (first, second) = (try await token(installation), try await token(installation))
        #expect(first.claims.kubernetes?.serviceAccountUID != nil)
        #expect(first.claims.kubernetes?.serviceAccountUID == second.claims.kubernetes?.serviceAccountUID)
        #expect(first.claims.id != second.claims.id)
        let other = try await token(installation, ["serviceAccount": "other"])
        #expect(other.claims.kubernetes?.serviceAccountUID != first.claims.kubernetes?.serviceAccountUID)
    }

    @Test func `binds a token to a pod, and asks for the API server's audience by default`() async throws {
        let installation = try await Installation()
        let token = try await token(installation, ["boundPod": "my-pod"])
        #expect(token.claims.kubernetes?.podName == "my-pod")
        #expect(token.claims.kubernetes?.podUID == "uid-of-pod-my-pod")
        #expect(token.claims.audiences == ["https://127.0.0.1:4581/id/myeks"])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let input: WireStructure
        let code: String
        let words: String
        var testDescription: String { words }
    }

    @Test(arguments: [
        Bad(
            input: ["durationSeconds": 599],
            code: "ValidationException",
            words: "may not specify a duration less than 10 minutes"
        ),
        Bad(
            input: ["durationSeconds": 86_401],
            code: "ValidationException",
            words: "may not specify a duration greater than 24 hours"
        ),
        Bad(input: ["namespace": "No_Such"], code: "ValidationException", words: "'namespace' failed"),
        Bad(input: ["serviceAccount": "a..b"], code: "ValidationException", words: "'serviceAccount' failed"),
        Bad(input: ["serviceAccount": "-a"], code: "ValidationException", words: "'serviceAccount' failed"),
        Bad(input: ["boundPod": "a/b"], code: "ValidationException", words: "'boundPod' failed"),
        Bad(
            input: ["clusterName": "none"],
            code: "ResourceNotFoundException",
            words: "No cluster found for name: none."
        ),
    ])
    func `refuses what an API server would`(_ bad: Bad) async throws {
        let installation = try await Installation()
        let refused = try await installation.refusal("CreateServiceAccountToken", input(bad.input))
        #expect(refused.code == bad.code)
        #expect(refused.message.contains(bad.words))
    }

    @Test func `asks for a cluster's name where there are several`() async throws {
        let installation = try await Installation()
        try await installation.put(Installation.cluster("second"))
        let refused = try await installation.refusal("CreateServiceAccountToken", input())
        #expect(refused.message == "clusterName is needed, since there are several: myeks, second.")
        let keyless = try await installation.refusal("CreateServiceAccountToken", input(["clusterName": "second"]))
        #expect(keyless.code == "NoActiveKey")
    }

    @Test func `needs permission on the cluster`() async throws {
        let installation = try await Installation()
        try await installation.user(
            policy: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lanyard:CreateServiceAccountToken",\
                "Resource":"arn:aws:eks:us-west-2:111122223333:cluster/other"}]}
                """
        )
        let refused = try await installation.refusal("CreateServiceAccountToken", input())
        #expect(refused.code == "AccessDeniedException")
        #expect(refused.message.contains("lanyard:CreateServiceAccountToken"))
    }

    @Test func `audits the token's id and not the token`() async throws {
        let installation = try await Installation()
        let answer = try await installation.answer("CreateServiceAccountToken", input())
        let token = try #require(answer.output?.string("token"))
        let written = try #require(answer.audit.responseElements)
        #expect(!written.text().contains(token))
        #expect(written["tokenId"]?.string == answer.output?.string("tokenId"))
    }
}
