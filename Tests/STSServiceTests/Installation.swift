import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IdentityTokens
import JSONTree
import ManagedPolicies
import RoleSessions
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

@testable import STSService

/// A control plane with one cluster, its provider and its key, without HTTP.
struct Installation: Sendable {
    static let account = "111122223333"
    static let now = Timestamp(seconds: 1_795_480_200)
    static let issuer = "https://127.0.0.1:4581/id/0123456789ABCDEF0123456789ABCDEF"
    static let issuerName = "127.0.0.1:4581/id/0123456789ABCDEF0123456789ABCDEF"
    static let provider = "arn:aws:iam::\(account):oidc-provider/\(issuerName)"
    static let cluster = ClusterRecord(
        account: account,
        region: "us-west-2",
        name: "myeks",
        issuer: issuer,
        kubernetesVersion: "1.33",
        platformVersion: "eks.1",
        createdAt: now,
        roleARN: "arn:aws:iam::\(account):role/myeks-cluster",
        nodeRoleARN: "arn:aws:iam::\(account):role/myeks-node"
    )

    let directory: Directory
    let service: STSService
    let sessions: OpenedSessions
    let fetcher: ScriptedFetcher
    private let authorizer: Authorizer

    init(standing: TokenStanding = .exists) async throws {
        let directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        sessions = OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        fetcher = ScriptedFetcher()
        service = STSService(
            directory: directory,
            sessions: sessions,
            ids: IDSource(random: .seeded(3)),
            foreignKeys: ForeignIssuerKeys(fetcher: fetcher, clock: .fixed(Self.now)),
            objects: FixedObjects(answer: standing)
        )
        authorizer = Authorizer(directory: directory, sessions: sessions)
        self.directory = directory
        let key = try TestKeys.first()
        try await put(Self.cluster)
        try await put(
            OIDCProviderRecord(
                account: Self.account,
                url: Self.issuerName,
                clientIDs: ["sts.amazonaws.com", "other.example"],
                thumbprints: [],
                createdAt: Self.now
            )
        )
        try await put(Self.record(of: key, state: .active))
    }

    static func record(of key: SigningKey, state: SigningKeyRecord.State) -> SigningKeyRecord {
        SigningKeyRecord(
            id: key.id.description,
            clusterKey: cluster.key,
            privateKey: state == .retired ? nil : key.stored,
            state: state,
            createdAt: now
        )
    }

    func put(_ record: some StateRecord) async throws {
        try await directory.update { $0.put(record) }
    }

    /// A role, written and answered.
    @discardableResult
    func role(
        _ name: String,
        trust: String,
        policies: [String: String] = [:],
        maximum: Int = 3600,
        tags: [AWSVocabulary.Tag] = []
    ) async throws -> RoleRecord {
        let record = RoleRecord(
            account: Self.account,
            name: name,
            id: "AROA" + String(repeating: "R", count: 16) + String(name.uppercased().prefix(1)),
            createdAt: Self.now,
            maxSessionDuration: maximum,
            trustPolicy: trust,
            inlinePolicies: policies,
            tags: tags
        )
        try await put(record)
        return record
    }

    /// A user who may do everything, or what a policy says.
    func user(_ name: String, policy: String? = Policies.everything) async throws -> Caller {
        let record = UserRecord(
            account: Self.account,
            name: name,
            id: "AIDA" + String(repeating: "U", count: 17),
            createdAt: Self.now,
            inlinePolicies: policy.map { ["own": $0] } ?? [:]
        )
        try await put(record)
        return .user(
            UserCaller(
                account: Self.account,
                id: record.id,
                name: name,
                path: "/",
                accessKeyID: "AKIAIOSFODNN7EXAMPLE"
            )
        )
    }

    /// Calls an operation, as the edge does.
    func call(
        _ name: String,
        _ input: WireStructure,
        as caller: Caller = .anonymous,
        at time: Timestamp = Installation.now
    ) async throws -> Answer {
        let operation = try #require(service.operations.first { $0.operation.name == name })
        let call = Call(
            operation: operation.operation,
            input: input,
            head: RequestHead(method: "POST", path: "/", query: "", headers: []),
            body: .bytes([]),
            context: CallContext(
                requestID: IDSource(random: .system).requestID(time),
                receivedAt: time,
                sourceIP: "192.0.2.1",
                userAgent: "tests",
                isSecure: false,
                region: try #require(Region("us-west-2")),
                host: "127.0.0.1:4580",
                caller: caller
            )
        )
        return try await operation.run(call, with: authorizer).answer
    }

    /// The session of credentials that were answered, as a caller.
    func session(_ answer: Answer) throws -> Caller {
        let credentials = try #require(answer.output?.structure("Credentials"))
        return .session(
            try sessions.session(
                token: try #require(credentials.string("SessionToken")),
                accessKeyID: try #require(credentials.string("AccessKeyId")),
                now: Self.now
            )
        )
    }
}

extension Answer {
    var output: WireStructure? {
        if case .output(let members) = content { members } else { nil }
    }
}

extension Caller {
    var claims: SessionClaims? {
        if case .session(let session) = self { session.claims } else { nil }
    }
}

/// Objects that are always in one standing.
struct FixedObjects: BoundObjects {
    let answer: TokenStanding

    func standing(
        of claims: TokenClaims,
        token: Secret,
        audience: String,
        in cluster: ClusterRecord
    ) async -> TokenStanding {
        answer
    }
}
