import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import EKSAuthService
import IdentityTokens
import ManagedPolicies
import RoleSessions
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

/// Two clusters with keys of their own, and an association of default/my-sa in the first.
struct Installation: Sendable {
    static let account = "111122223333"
    static let now = Timestamp(seconds: 1_795_480_200)
    static let issuer = "https://127.0.0.1:4581/id/myeks"
    static let association = "a-0123456789abcdefg"

    let directory: Directory
    let service: EKSAuthService
    let sessions: OpenedSessions
    private let authorizer: Authorizer

    init(
        objects: any BoundObjects = FixedObjects(answer: .exists),
        fetcher: any IssuerFetcher = NoFetcher()
    ) async throws {
        directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        sessions = OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        service = EKSAuthService(
            directory: directory,
            sessions: sessions,
            ids: IDSource(random: .seeded(3)),
            foreignKeys: ForeignIssuerKeys(fetcher: fetcher, clock: .fixed(Self.now)),
            objects: objects
        )
        authorizer = Authorizer(directory: directory, sessions: sessions)
        for (name, key) in [("myeks", try TestKeys.first()), ("other", try TestKeys.second())] {
            try await put(Self.cluster(name))
            try await put(
                SigningKeyRecord(
                    id: key.id.description,
                    clusterKey: Self.cluster(name).key,
                    privateKey: key.stored,
                    state: .active,
                    createdAt: Self.now
                )
            )
        }
        try await role("node", trust: Self.trust, policy: Self.allow("eks-auth:AssumeRoleForPodIdentity"))
        try await role("bystander", trust: Self.trust, policy: Self.allow("s3:GetObject"))
        try await role("app", trust: Self.trust, policy: Self.allow("sts:*"))
        try await associate()
    }

    static let trust = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},\
        "Action":["sts:AssumeRole","sts:TagSession"]}]}
        """

    static func allow(_ action: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"*"}]}"#
    }

    static func roleARN(_ name: String) -> String { "arn:aws:iam::\(account):role/\(name)" }

    static func cluster(_ name: String) -> ClusterRecord {
        ClusterRecord(
            account: account,
            region: "us-west-2",
            name: name,
            issuer: "https://127.0.0.1:4581/id/\(name)",
            kubernetesVersion: "1.33",
            platformVersion: "eks.1",
            createdAt: now,
            roleARN: roleARN("cluster"),
            nodeRoleARN: roleARN("node")
        )
    }

    func put(_ record: some StateRecord) async throws {
        try await directory.update { $0.put(record) }
    }

    func role(_ name: String, trust: String, policy: String) async throws {
        try await put(
            RoleRecord(
                account: Self.account,
                name: name,
                id: "AROA" + String(repeating: "R", count: 16) + String(name.uppercased().prefix(1)),
                createdAt: Self.now,
                trustPolicy: trust,
                inlinePolicies: ["own": policy]
            )
        )
    }

    func associate(target: String? = nil, disablesTags: Bool = false, policy: String? = nil) async throws {
        try await put(
            PodIdentityAssociationRecord(
                account: Self.account,
                region: "us-west-2",
                clusterName: "myeks",
                namespace: "default",
                serviceAccount: "my-sa",
                id: Self.association,
                roleARN: Self.roleARN("app"),
                targetRoleARN: target.map(Self.roleARN),
                disablesSessionTags: disablesTags,
                policy: policy,
                createdAt: Self.now,
                modifiedAt: Self.now
            )
        )
    }

    /// A session of a role, as an agent on a node has it.
    func caller(role: String = "node", session: String = "node-1") throws -> Caller {
        let record = try #require(directory.snapshot.role(role, account: Self.account)).record
        let claims = SessionClaims(
            accessKeyID: "ASIAIOSFODNN7EXAMPLE",
            account: Self.account,
            principal: .role(id: record.id, name: role, path: "/"),
            sessionName: session,
            issuedAt: Self.now,
            expiresAt: Self.now.adding(seconds: 3600)
        )
        let sealed = try sessions.sealer.seal(claims)
        return .session(
            try sessions.session(
                token: sealed.sessionToken.exposed,
                accessKeyID: sealed.accessKeyID,
                now: Self.now
            )
        )
    }

    func exchange(_ token: String, cluster: String = "myeks", as caller: Caller? = nil) async throws -> Answer {
        let operation = try #require(service.operations.first)
        let call = Call(
            operation: operation.operation,
            input: ["clusterName": .string(cluster), "token": .string(token)],
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
                caller: try caller ?? self.caller()
            )
        )
        return try await operation.run(call, with: authorizer).answer
    }

    /// `400 InvalidTokenException`, or empty if the exchange succeeds.
    func refusal(_ token: String, cluster: String = "myeks", as caller: Caller? = nil) async throws -> String {
        func text(_ fault: Fault) -> String {
            let (code, status, _) = ServiceDialect.eksAuth.resolve(fault)
            return "\(status) \(code)"
        }
        do {
            _ = try await exchange(token, cluster: cluster, as: caller)
            return ""
        } catch let fault as Fault {
            return text(fault)
        } catch let explained as ExplainedFault {
            return text(explained.fault)
        }
    }

    /// The claims of the credentials that were answered.
    func claims(_ answer: Answer) throws -> SessionClaims {
        guard case .output(let output) = answer.content, let credentials = output?.structure("credentials") else {
            throw Fault(.internalFailure)
        }
        return try sessions.session(
            token: try #require(credentials.string("sessionToken")),
            accessKeyID: try #require(credentials.string("accessKeyId")),
            now: Self.now
        ).claims
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

/// Issuers that cannot be reached.
struct NoFetcher: IssuerFetcher {
    func fetch(_ url: String, thumbprints: [String]) async throws(FetchFailure) -> FetchedDocument {
        throw .unreachable("nothing is fetched here")
    }
}
