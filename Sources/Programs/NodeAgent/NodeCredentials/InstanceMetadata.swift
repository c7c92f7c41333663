import AWSVocabulary
import Ambient
import JSONTree
import NIOCore
import SigV4

/// EC2's instance metadata, version 2 only.
struct InstanceMetadata: Sendable {
    private static let limits = HTTPCall.Limits(connecting: 500, total: 1000)
    private static let tokenSeconds = "21600"

    let environment: Environment
    let trust: TrustStore
    let loop: any EventLoop

    /// Credentials of the instance's role; nil if metadata are turned off.
    func credentials() async throws(NodeProblem) -> NodeCredentials? {
        guard let call else { return nil }
        let token = try await sessionToken(call)
        let directory = "/latest/meta-data/iam/security-credentials/"
        let roles = try await get(directory, call, token)
        guard let role = roles.split(whereSeparator: \.isNewline).first, !role.contains("/") else {
            throw NodeProblem(description: "the instance has no role")
        }
        let text = try await get(directory + role, call, token)
        guard let json = try? JSON(parsing: Array(text.utf8)), let key = json["AccessKeyId"]?.string,
            let secret = json["SecretAccessKey"]?.string, let session = json["Token"]?.string,
            let expiration = json["Expiration"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw NodeProblem(description: "the instance metadata have no credentials for role \(role)") }
        return NodeCredentials(
            key: SigningCredentials(accessKeyID: key, secret: Secret(secret), sessionToken: Secret(session)),
            expiration: expiration,
            source: "instance metadata, role \(role)"
        )
    }

    /// The instance's region; nil if metadata are turned off.
    func region() async throws(NodeProblem) -> String? {
        guard let call else { return nil }
        return try await get("/latest/meta-data/placement/region", call, try await sessionToken(call))
    }

    private var call: HTTPCall? {
        guard !environment.isTrue("AWS_EC2_METADATA_DISABLED"),
            let url = ServiceURL(environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254")
        else { return nil }
        return HTTPCall(service: "instance metadata", url: url, limits: Self.limits, loop: loop, trust: trust)
    }

    private func sessionToken(_ call: HTTPCall) async throws(NodeProblem) -> String {
        try await text(
            call,
            HTTPCall.Request(
                method: "PUT",
                path: "/latest/api/token",
                headers: [(name: "x-aws-ec2-metadata-token-ttl-seconds", value: Self.tokenSeconds)]
            )
        )
    }

    private func get(_ path: String, _ call: HTTPCall, _ token: String) async throws(NodeProblem) -> String {
        try await text(
            call,
            HTTPCall.Request(path: path, headers: [(name: "x-aws-ec2-metadata-token", value: token)])
        )
    }

    private func text(_ call: HTTPCall, _ request: HTTPCall.Request) async throws(NodeProblem) -> String {
        let answer: HTTPCall.Answer
        do {
            answer = try await call.send(request)
        } catch {
            throw NodeProblem(description: error.description)
        }
        guard answer.status == 200, let text = String(validating: answer.body, as: UTF8.self), !text.isEmpty else {
            throw NodeProblem(
                description: "instance metadata at \(call.url): status \(answer.status) for \(request.path)"
            )
        }
        return text
    }
}
