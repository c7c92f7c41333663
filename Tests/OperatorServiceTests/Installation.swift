import AWSProtocols
import AWSVocabulary
import Ambient
import AuditTrail
import Authorization
import Directory
import IdentityTokens
import JSONTree
import ManagedPolicies
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

@testable import OperatorService

/// A control plane with one cluster, its key and an administrator, without HTTP.
struct Installation: Sendable {
    static let account = "111122223333"
    static let now = Timestamp(seconds: 1_795_480_200)
    private static let key = Result { try SigningKey.generate(random: .system, isSeeded: false) }
    private static let userID = "AIDA" + String(repeating: "U", count: 17)

    let directory: Directory
    let service: OperatorService
    let sessions: OpenedSessions
    let audits = MemoryAuditStore()
    private let authorizer: Authorizer

    init() async throws {
        let directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        sessions = OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        service = OperatorService(
            directory: directory,
            trail: AuditTrail(store: audits),
            ids: IDSource(random: .system),
            sessions: sessions,
            inspect: { token, account, now in
                ["verifies": true, "length": .number(JSONNumber(token.utf8.count)), "for": "\(account) \(now.seconds)"]
            },
            subjects: { namespace, account, pod, _ in
                TokenSubject(
                    serviceAccount: ServiceAccountToken.BoundObject(
                        name: account,
                        uid: "uid-of-\(namespace)/\(account)"
                    ),
                    pod: pod.map { ServiceAccountToken.BoundObject(name: $0, uid: "uid-of-pod-\($0)") }
                )
            }
        )
        authorizer = Authorizer(directory: directory, sessions: sessions)
        self.directory = directory
        let key = try Self.key.get()
        try await put(Self.cluster("myeks"))
        try await put(SessionKeyRingRecord(keys: ring.stored))
        try await put(
            SigningKeyRecord(
                id: key.id.description,
                clusterKey: Self.cluster("myeks").key,
                privateKey: key.stored,
                state: .active,
                createdAt: Self.now.adding(seconds: -60)
            )
        )
        try await user(
            policy: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        )
    }

    static func cluster(_ name: String) -> ClusterRecord {
        ClusterRecord(
            account: account,
            region: "us-west-2",
            name: name,
            issuer: "https://127.0.0.1:4581/id/\(name)",
            kubernetesVersion: "1.33",
            platformVersion: "eks.1",
            createdAt: now,
            roleARN: "arn:aws:iam::\(account):role/cluster",
            nodeRoleARN: "arn:aws:iam::\(account):role/node"
        )
    }

    func put(_ record: some StateRecord) async throws {
        try await directory.update { $0.put(record) }
    }

    /// Gives the caller another policy.
    func user(policy: String) async throws {
        try await put(
            UserRecord(
                account: Self.account,
                name: "administrator",
                id: Self.userID,
                createdAt: Self.now,
                inlinePolicies: ["own": policy]
            )
        )
    }

    func call(_ name: String, _ input: WireStructure) async throws -> WireStructure {
        try #require(try await answer(name, input).output)
    }

    func answer(_ name: String, _ input: WireStructure) async throws -> Answer {
        let operation = try #require(service.operations.first { $0.operation.name == name })
        let caller = UserCaller(
            account: Self.account,
            id: Self.userID,
            name: "administrator",
            path: "/",
            accessKeyID: "AKIAIOSFODNN7EXAMPLE"
        )
        let call = Call(
            operation: operation.operation,
            input: input,
            head: RequestHead(method: "POST", path: "/", query: "", headers: []),
            body: .bytes([]),
            context: CallContext(
                requestID: IDSource(random: .system).requestID(Self.now),
                receivedAt: Self.now,
                sourceIP: "192.0.2.1",
                userAgent: "tests",
                isSecure: false,
                region: try #require(Region("us-west-2")),
                host: "127.0.0.1:4580",
                caller: .user(caller)
            )
        )
        return try await operation.run(call, with: authorizer).answer
    }

    /// The code, status and words of a refusal.
    func refusal(_ name: String, _ input: WireStructure) async throws -> (code: String, status: Int, message: String) {
        do {
            _ = try await answer(name, input)
        } catch let refused as ExplainedFault {
            return ServiceDialect.operator.resolve(refused.fault)
        } catch let fault as Fault {
            return ServiceDialect.operator.resolve(fault)
        }
        Issue.record("nothing was refused")
        return ("", 0, "")
    }
}

extension Answer {
    var output: WireStructure? {
        if case .output(let members) = content { members } else { nil }
    }
}
