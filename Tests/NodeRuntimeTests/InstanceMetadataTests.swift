import AWSVocabulary
import Ambient
import JSONTree
import Testing

@testable import NodeRuntime

@Suite struct InstanceMetadataTests {
    private static let now = Timestamp(seconds: 1_800_000_000)

    private func metadata(
        credentials: @escaping @Sendable () async throws -> InstanceCredentials = {
            InstanceCredentials(
                accessKeyID: "ASIA",
                secret: Secret("s"),
                sessionToken: Secret("t"),
                issuedAt: now,
                expiresAt: now.adding(seconds: 21_600)
            )
        }
    ) -> InstanceMetadata {
        InstanceMetadata(
            roleName: "node-role",
            instanceID: "i-0123456789abcdef0",
            account: "111122223333",
            region: "us-west-2",
            address: "10.0.0.10",
            clock: .fixed(Self.now),
            random: .seeded(1),
            credentials: credentials
        )
    }

    private func token(_ metadata: InstanceMetadata) async -> String {
        let headers = ["x-aws-ec2-metadata-token-ttl-seconds": "60"]
        let answer = await metadata.answer(method: "PUT", path: "/latest/api/token", headers: headers)
        #expect(answer.status == 200 && answer.tokenLife == 60)
        return String(decoding: answer.body, as: UTF8.self)
    }

    @Test("without a token nothing is told, and a made-up one is none")
    func withoutToken() async {
        let metadata = metadata()
        for headers in [[:], ["x-aws-ec2-metadata-token": "x"]] {
            let answer = await metadata.answer(method: "GET", path: "/latest/meta-data/instance-id", headers: headers)
            #expect(answer.status == 401)
        }
    }

    @Test(
        "tokens are given for 1 to 21600 seconds, by PUT and not through proxies",
        arguments: [
            ("PUT", ["x-aws-ec2-metadata-token-ttl-seconds": "0"], 400),
            ("PUT", ["x-aws-ec2-metadata-token-ttl-seconds": "21601"], 400), ("PUT", [:], 400),
            ("GET", ["x-aws-ec2-metadata-token-ttl-seconds": "60"], 405),
            ("PUT", ["x-aws-ec2-metadata-token-ttl-seconds": "60", "x-forwarded-for": "10.0.0.1"], 403),
        ]
    )
    func refusals(method: String, headers: [String: String], status: Int) async {
        let answer = await metadata().answer(method: method, path: "/latest/api/token", headers: headers)
        #expect(answer.status == status)
    }

    @Test("the role's name, its credentials and the instance are told in their shapes")
    func answers() async throws {
        let metadata = metadata()
        let headers = ["x-aws-ec2-metadata-token": await token(metadata)]
        func get(_ path: String) async -> String {
            String(decoding: await metadata.answer(method: "GET", path: path, headers: headers).body, as: UTF8.self)
        }
        #expect(await get("/latest/meta-data/iam/security-credentials/") == "node-role")
        let credentials = try JSON(
            parsing: Array(await get("/latest/meta-data/iam/security-credentials/node-role").utf8)
        )
        #expect(credentials["Code"]?.string == "Success")
        #expect(credentials["AccessKeyId"]?.string == "ASIA")
        #expect(credentials["Expiration"]?.string == "2027-01-15T14:00:00Z")
        let document = try JSON(parsing: Array(await get("/latest/dynamic/instance-identity/document").utf8))
        #expect(document["region"]?.string == "us-west-2")
        #expect(await metadata.answer(method: "GET", path: "/latest/user-data", headers: headers).status == 404)
    }

    @Test("a role that cannot be had is told as EC2 tells it")
    func noRole() async throws {
        struct Gone: Error {}
        let metadata = metadata { throw Gone() }
        let answer = await metadata.answer(
            method: "GET",
            path: "/latest/meta-data/iam/security-credentials/node-role",
            headers: ["x-aws-ec2-metadata-token": await token(metadata)]
        )
        #expect(try JSON(parsing: answer.body)["Code"]?.string == "AssumeRoleUnauthorizedAccess")
    }
}
