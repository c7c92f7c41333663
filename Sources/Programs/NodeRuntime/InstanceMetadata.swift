package import AWSVocabulary
package import Ambient
import JSONTree
import KubernetesAPI
import Synchronization

/// The credentials of the node's role, as the instance metadata service shows them.
package struct InstanceCredentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secret: Secret
    package let sessionToken: Secret
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp

    package init(
        accessKeyID: String,
        secret: Secret,
        sessionToken: Secret,
        issuedAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.accessKeyID = accessKeyID
        self.secret = secret
        self.sessionToken = sessionToken
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

/// The instance metadata service, version 2 only (IMDSv2): what SDKs ask on 169.254.169.254 when a pod has no identity.
///
/// It gives the node role to every pod that asks, as a node with a hop limit of 2 does.
package final class InstanceMetadata: Sendable {
    package static let address = "169.254.169.254"

    /// An answer to one request.
    package struct Answer: Sendable, Hashable {
        package let status: Int
        package let contentType: String
        package let body: [UInt8]
        /// Seconds that a token lives.
        package var tokenLife: Int?
    }

    private static let longestToken = 21_600
    private static let tokenCount = 4_096

    private let roleName: String
    private let instanceID: String
    private let account: String
    private let region: String
    private let address: String
    private let clock: WallClock
    private let random: RandomSource
    private let credentials: @Sendable () async throws -> InstanceCredentials
    /// Tokens and when they end.
    private let tokens = Mutex<[String: Timestamp]>([:])
    private let known = Mutex<InstanceCredentials?>(nil)

    /// `credentials` mints a session of the node's role under the instance's id.
    package init(
        roleName: String,
        instanceID: String,
        account: String,
        region: String,
        address: String,
        clock: WallClock,
        random: RandomSource,
        credentials: @escaping @Sendable () async throws -> InstanceCredentials
    ) {
        self.roleName = roleName
        self.instanceID = instanceID
        self.account = account
        self.region = region
        self.address = address
        self.clock = clock
        self.random = random
        self.credentials = credentials
    }

    /// Answers a request; header names are in lower case.
    package func answer(method: String, path: String, headers: [String: String]) async -> Answer {
        if path == "/latest/api/token" { return token(method, headers) }
        guard method == "GET" else { return Self.text(405, "") }
        let token = headers["x-aws-ec2-metadata-token"] ?? ""
        guard let end = tokens.withLock({ $0[token] }), clock.now < end else { return Self.text(401, "") }
        return await metadata(path)
    }

    private func token(_ method: String, _ headers: [String: String]) -> Answer {
        guard method == "PUT" else { return Self.text(405, "") }
        // As the real one: a request that came through a proxy gets no token.
        guard headers["x-forwarded-for"] == nil else { return Self.text(403, "") }
        guard let life = headers["x-aws-ec2-metadata-token-ttl-seconds"].flatMap({ Int($0) }),
            (1...Self.longestToken).contains(life)
        else { return Self.text(400, "") }
        let token = random.text(
            56,
            from: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        )
        let now = clock.now
        tokens.withLock { tokens in
            if tokens.count >= Self.tokenCount { tokens = tokens.filter { now < $0.value } }
            if tokens.count >= Self.tokenCount { tokens.removeAll() }
            tokens[token] = now.adding(seconds: Int64(life))
        }
        var answer = Self.text(200, token)
        answer.tokenLife = life
        return answer
    }

    private func metadata(_ path: String) async -> Answer {
        let base = "/latest/meta-data/iam/security-credentials"
        switch path {
        case base, base + "/": return Self.text(200, roleName)
        case "\(base)/\(roleName)", "\(base)/\(roleName)/": return await credentialsAnswer()
        case "/latest/dynamic/instance-identity/document": return Self.json(document)
        case "/latest/meta-data/instance-id": return Self.text(200, instanceID)
        case "/latest/meta-data/placement/region": return Self.text(200, region)
        case "/latest/meta-data/placement/availability-zone": return Self.text(200, region + "a")
        case "/latest/meta-data/local-ipv4": return Self.text(200, address)
        case "/latest/meta-data/instance-type": return Self.text(200, "m5.large")
        case "/latest/meta-data/iam/info":
            return Self.json([
                "Code": "Success", "LastUpdated": .string(clock.now.rfc3339),
                "InstanceProfileArn": .string("arn:aws:iam::\(account):instance-profile/\(roleName)"),
            ])
        default: return Self.text(404, "")
        }
    }

    private func credentialsAnswer() async -> Answer {
        let now = clock.now
        if let known = known.withLock({ $0 }), now < known.expiresAt.adding(seconds: -3600) { return Self.json(known) }
        do {
            let fresh = try await credentials()
            known.withLock { $0 = fresh }
            return Self.json(fresh)
        } catch {
            // As the real one, for a role that cannot be assumed.
            return Self.json([
                "Code": "AssumeRoleUnauthorizedAccess",
                "Message": "EC2 cannot assume the role \(roleName).",
                "LastUpdated": .string(now.rfc3339),
            ])
        }
    }

    private var document: JSON {
        [
            "accountId": .string(account), "architecture": "x86_64", "availabilityZone": .string(region + "a"),
            "instanceId": .string(instanceID), "instanceType": "m5.large", "privateIp": .string(address),
            "region": .string(region), "version": "2017-09-30",
        ]
    }

    private static func text(_ status: Int, _ text: String) -> Answer {
        Answer(status: status, contentType: "text/plain", body: Array(text.utf8))
    }

    private static func json(_ json: JSON) -> Answer {
        Answer(status: 200, contentType: "application/json", body: json.serialized(pretty: true))
    }

    private static func json(_ credentials: InstanceCredentials) -> Answer {
        json([
            "Code": "Success", "LastUpdated": .string(credentials.issuedAt.rfc3339), "Type": "AWS-HMAC",
            "AccessKeyId": .string(credentials.accessKeyID),
            "SecretAccessKey": .string(credentials.secret.exposed),
            "Token": .string(credentials.sessionToken.exposed),
            "Expiration": .string(credentials.expiresAt.rfc3339),
        ])
    }
}
