import Ambient
import NIOCore
import NIOHTTP1
import Testing

@testable import NodeAgent

struct NodeIdentityTests {
    /// The access key that the next call of EKS Auth is signed with, and its region.
    private func signer(
        _ environment: [String: String],
        _ change: (inout AgentOptions) -> Void = { _ in }
    ) async throws -> String {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.environment = ["AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"].merging(environment) { $1 }
            change(&$0.options)
        }
        let reply = try await running.ask(podToken())
        guard reply.status == 200 else { return reply.body }
        let scope = service.calls.first?.headers["authorization"].first?.firstMatch(
            of: /Credential=([^\/]+)\/\d+\/([^\/]+)/
        )
        return scope.map { "\($0.1) \($0.2)" } ?? ""
    }

    private static func metadata() async throws -> FakeService {
        try await FakeService { call, _ in
            guard call.path == "/latest/api/token" || call.headers["x-aws-ec2-metadata-token"] == ["T"] else {
                return FakeService.Answer(status: 401)
            }
            switch (call.method, call.path) {
            case ("PUT", "/latest/api/token"): return FakeService.Answer(body: "T")
            case ("GET", "/latest/meta-data/placement/region"): return FakeService.Answer(body: "eu-west-1")
            case ("GET", "/latest/meta-data/iam/security-credentials/"): return FakeService.Answer(body: "node\n")
            case ("GET", "/latest/meta-data/iam/security-credentials/node"):
                return FakeService.Answer(
                    body: """
                        {"Code":"Success","AccessKeyId":"ASIAIMDS","SecretAccessKey":"s","Token":"t",
                        "Expiration":"2027-01-15T14:00:00Z"}
                        """
                )
            default: return FakeService.Answer(status: 404)
            }
        }
    }

    @Test func `the environment comes first, then the shared file, web identity, and the instance`() async throws {
        let files = try TemporaryFiles()
        let metadata = try await Self.metadata()
        let sts = try await FakeService { call, _ in
            guard call.body.contains("Action=AssumeRoleWithWebIdentity"),
                call.body.contains("WebIdentityToken=to%2Bken")
            else {
                return FakeService.Answer(
                    status: 400,
                    body: "<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>"
                )
            }
            return FakeService.Answer(
                body: """
                    <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
                    <AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                    <Expiration>2027-01-15T14:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                    </AssumeRoleWithWebIdentityResponse>
                    """
            )
        }
        var environment = [
            "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url,
            "AWS_WEB_IDENTITY_TOKEN_FILE": try files.write("to+ken"), "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
            "AWS_ENDPOINT_URL_STS": sts.url, "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_SHARED_CREDENTIALS_FILE": try files.write(
                "# mine\n[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key=s ; comment\n[other]\n"
                    + "aws_access_key_id=AKIAOTHER\naws_secret_access_key=s\n"
            ),
        ]
        #expect(try await signer(environment) == "AKIAENV eu-west-1")
        environment["AWS_ACCESS_KEY_ID"] = nil
        environment["AWS_REGION"] = "us-east-1"
        #expect(try await signer(environment) == "AKIAFILE us-east-1")
        environment["AWS_PROFILE"] = "other"
        #expect(try await signer(environment) == "AKIAOTHER us-east-1")
        #expect(try await signer(environment) { $0.rotatesCredentials = true } == "AKIAFILE us-east-1")
        environment["AWS_PROFILE"] = "third"
        #expect(try await signer(environment) == "ASIAWEB us-east-1")
        environment["AWS_ROLE_ARN"] = nil
        #expect(try await signer(environment) == "ASIAIMDS us-east-1")
        #expect(try await signer(environment) { $0.region = "ap-south-1" } == "ASIAIMDS ap-south-1")
    }

    @Test func `what is missing is said`() async throws {
        let nothing = try await signer([:])
        #expect(nothing.hasPrefix("no region: --region and AWS_REGION are not set, and AWS_EC2_METADATA_DISABLED is"))
        let keys = try await signer(["AWS_REGION": "us-east-1"])
        #expect(
            keys.hasPrefix(
                "the node has no credentials: neither the environment nor /nonexistent/.aws/credentials has any"
            )
        )
        let half = try await signer(["AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "A"])
        #expect(half == "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not\n")
        let hybrid = try await signer(["AWS_REGION": "us-east-1"]) { $0.rotatesCredentials = true }
        #expect(
            hybrid == "loading shared credentials: /nonexistent/.aws/credentials: No such file or directory\n"
        )
    }

    @Test func `credentials that EKS Auth does not accept are looked for anew`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write("[default]\naws_access_key_id=AKIAOLD\naws_secret_access_key=s\n")
        let service = try await FakeService { call, _ in
            call.headers["authorization"].first?.contains("AKIAOLD") == true
                ? refuse(403, "ExpiredTokenException") : grant()
        }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.environment = ["AWS_REGION": "r", "AWS_SHARED_CREDENTIALS_FILE": path]
        }
        #expect(try await running.ask(podToken()).status == 403)
        try files.write("[default]\naws_access_key_id=AKIANEW\naws_secret_access_key=s\n", to: path)
        #expect(try await running.ask(podToken()).status == 200)
    }

    @Test func `credentials are found once, renewed before their end, and read anew when asked to`() async throws {
        let files = try TemporaryFiles()
        let path = try files.write("[default]\naws_access_key_id=AKIAONE\naws_secret_access_key=s\n")
        let service = try await FakeService { _, _ in grant() }
        let metadata = try await Self.metadata()
        func keys() -> [Substring] {
            service.calls.compactMap {
                $0.headers["authorization"].first?.firstMatch(of: /Credential=([^\/]+)/)?.1
            }
        }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.environment = ["AWS_REGION": "r", "AWS_SHARED_CREDENTIALS_FILE": path]
        }
        _ = try await running.ask(podToken("a"))
        try files.write("[default]\naws_access_key_id=AKIATWO\naws_secret_access_key=s\n", to: path)
        _ = try await running.ask(podToken("b"))
        try await running.agent.reload().get()
        _ = try await running.ask(podToken("c"))
        #expect(keys() == ["AKIAONE", "AKIAONE", "AKIATWO"])
        let instance = try await RunningAgent(eksAuth: service.url) {
            $0.environment = [
                "AWS_REGION": "r", "HOME": "/nonexistent", "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url,
            ]
        }
        _ = try await instance.ask(podToken("d"))
        _ = try await instance.ask(podToken("e"))
        #expect(metadata.calls.count == 3)
        instance.setTime(at(21_400))
        _ = try await instance.ask(podToken("f", claims: "{}"))
        #expect(metadata.calls.count == 6)
    }
}
