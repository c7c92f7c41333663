import AWSProtocols
import AWSVocabulary
import Ambient
import JSONTree
import NIOCore
import SigV4

/// Where the node's credentials may come from, in the order in which they are tried.
struct CredentialSources: Sendable {
    private static let serviceLimits = HTTPCall.Limits(connecting: 500, total: 3000)

    let environment: Environment
    /// Only the shared file's default profile, read anew every minute (hybrid nodes).
    let onlySharedFile: Bool
    let isFIPS: Bool
    let metadata: InstanceMetadata
    let trust: TrustStore
    let proxies: ProxyRules
    let loop: any EventLoop
    let clock: WallClock

    /// The first source that has something to say decides, by credentials or by an error.
    func credentials(
        region: @Sendable () async throws(NodeProblem) -> String
    ) async throws(NodeProblem) -> NodeCredentials {
        if onlySharedFile {
            guard let found = try sharedFile(profile: "default", life: 60) else {
                throw NodeProblem(description: "loading shared credentials: \(sharedFilePath) has no profile default")
            }
            return found
        }
        if let found = try fromEnvironment() { return found }
        if let found = try sharedFile(profile: environment["AWS_PROFILE"] ?? "default", life: nil) { return found }
        if let found = try await webIdentity(region) { return found }
        do {
            if let found = try await metadata.credentials() { return found }
        } catch {
            throw NodeProblem(description: "the node has no credentials: \(error)")
        }
        throw NodeProblem(
            description: "the node has no credentials: neither the environment nor \(sharedFilePath) has any, "
                + "AWS_WEB_IDENTITY_TOKEN_FILE is not set, and AWS_EC2_METADATA_DISABLED is"
        )
    }

    private func fromEnvironment() throws(NodeProblem) -> NodeCredentials? {
        guard let key = environment["AWS_ACCESS_KEY_ID"] ?? environment["AWS_ACCESS_KEY"] else { return nil }
        guard let secret = environment["AWS_SECRET_ACCESS_KEY"] ?? environment["AWS_SECRET_KEY"] else {
            throw NodeProblem(description: "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
        }
        return NodeCredentials(
            key: SigningCredentials(
                accessKeyID: key,
                secret: Secret(secret),
                sessionToken: environment["AWS_SESSION_TOKEN"].map { Secret($0) }
            ),
            expiration: nil,
            source: "environment"
        )
    }

    private var sharedFilePath: String {
        environment["AWS_SHARED_CREDENTIALS_FILE"] ?? (environment["HOME"] ?? "/root") + "/.aws/credentials"
    }

    private func sharedFile(profile: String, life: Int64?) throws(NodeProblem) -> NodeCredentials? {
        let file: SharedFile
        do {
            file = try SharedFile(path: sharedFilePath)
        } catch {
            // A file that is not there is no source; one that cannot be read is a mistake.
            if error.isMissing, !onlySharedFile { return nil }
            throw NodeProblem(description: "loading shared credentials: \(error)")
        }
        guard let key = file[profile, "aws_access_key_id"], let secret = file[profile, "aws_secret_access_key"] else {
            return nil
        }
        return NodeCredentials(
            key: SigningCredentials(
                accessKeyID: key,
                secret: Secret(secret),
                sessionToken: file[profile, "aws_session_token"].map { Secret($0) }
            ),
            expiration: life.map { clock.now.adding(seconds: $0) },
            source: "\(sharedFilePath), profile \(profile)"
        )
    }

    private func webIdentity(
        _ region: @Sendable () async throws(NodeProblem) -> String
    ) async throws(NodeProblem) -> NodeCredentials? {
        guard let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], let role = environment["AWS_ROLE_ARN"] else {
            return nil
        }
        let token: String
        do {
            token = try FileText.read(file, limit: 64 * 1024)
        } catch {
            throw NodeProblem(description: "the web identity token cannot be read: \(error)")
        }
        let written =
            if let endpoint = environment.endpoint("STS") { endpoint } else {
                Partition.sts(region: try await region(), fips: isFIPS)
            }
        guard let url = ServiceURL(written) else { throw NodeProblem(description: "`\(written)` is no URL of STS") }
        let parameters = [
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", environment["AWS_ROLE_SESSION_NAME"] ?? "lanyard-agent"), ("WebIdentityToken", token),
        ]
        let body = parameters.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        let call = HTTPCall(
            service: "STS",
            url: url,
            limits: Self.serviceLimits,
            loop: loop,
            trust: trust,
            route: proxies.route(to: url)
        )
        let answer: HTTPCall.Answer
        do {
            answer = try await call.send(
                HTTPCall.Request(
                    method: "POST",
                    path: "/",
                    headers: [(name: "content-type", value: "application/x-www-form-urlencoded")],
                    body: Array(body.utf8)
                )
            )
        } catch {
            throw NodeProblem(description: "the node has no credentials: \(error)")
        }
        return try Self.read(answer)
    }

    private static func read(_ answer: HTTPCall.Answer) throws(NodeProblem) -> NodeCredentials {
        let root = try? XMLReader.read(answer.body)
        guard answer.status == 200 else {
            let error = root?["Error"]
            throw NodeProblem(
                description:
                    "STS refused the node's web identity: \(error?.string("Code") ?? "status \(answer.status)"): "
                    + (error?.string("Message") ?? "no message")
            )
        }
        let given = root?["AssumeRoleWithWebIdentityResult"]?["Credentials"]
        guard let key = given?.string("AccessKeyId"), let secret = given?.string("SecretAccessKey"),
            let session = given?.string("SessionToken"),
            let expiration = given?.string("Expiration").flatMap({ Timestamp(rfc3339: $0) })
        else { throw NodeProblem(description: "STS answered without credentials") }
        return NodeCredentials(
            key: SigningCredentials(accessKeyID: key, secret: Secret(secret), sessionToken: Secret(session)),
            expiration: expiration,
            source: "web identity"
        )
    }

    private static func encoded(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
