import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import EKSService
import JSONTree
import ManagedPolicies
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

/// The service over one cluster and a caller with a policy.
struct Installation: Sendable {
    static let account = "111122223333"
    static let now = Timestamp(seconds: 1_795_480_200)
    static let everything = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

    let directory: Directory
    let service: EKSService
    private let authorizer: Authorizer

    init(policy: String = everything, addons: any ClusterAddons = NoClusterAddons()) async throws {
        directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        service = EKSService(
            directory: directory,
            ids: IDSource(random: .seeded(5)),
            certificateAuthority: "Q0E=",
            ownEndpoint: { "https://127.0.0.1:6443" },
            addons: addons
        )
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        authorizer = Authorizer(
            directory: directory,
            sessions: OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        )
        for name in ["myeks", "other"] { try await put(Self.cluster(name)) }
        try await put(
            UserRecord(
                account: Self.account,
                name: "admin",
                id: "AIDAADMIN000000000000",
                createdAt: Self.now,
                inlinePolicies: ["own": policy]
            )
        )
        try await role("app")
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

    static func trust(
        service: String = "pods.eks.amazonaws.com",
        actions: String = #"["sts:AssumeRole","sts:TagSession"]"#,
        effect: String = "Allow",
        condition: String = ""
    ) -> String {
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"\(effect)","Principal":{"Service":"\(service)"},\
        "Action":\(actions)\(condition)}]}
        """
    }

    func role(_ name: String, trust: String = trust()) async throws {
        try await put(
            RoleRecord(
                account: Self.account,
                name: name,
                id: "AROA" + String(repeating: "R", count: 17),
                createdAt: Self.now,
                trustPolicy: trust
            )
        )
    }

    static func roleARN(_ name: String) -> String { "arn:aws:iam::\(account):role/\(name)" }

    /// The answer's body on the wire, after the status if it is a refusal.
    func wire(_ name: String, _ input: WireStructure) async throws -> String {
        let operation = try #require(service.operations.first { $0.operation.name == name })
        let requestID = try #require(RequestID("00000000-0000-4000-8000-000000000000"))
        let caller = UserCaller(
            account: Self.account,
            id: "AIDAADMIN000000000000",
            name: "admin",
            path: "/",
            accessKeyID: "AKIAIOSFODNN7EXAMPLE"
        )
        let call = Call(
            operation: operation.operation,
            input: input,
            head: RequestHead(method: "POST", path: "/", query: "", headers: []),
            body: .bytes([]),
            context: CallContext(
                requestID: requestID,
                receivedAt: Self.now,
                sourceIP: "192.0.2.1",
                userAgent: "tests",
                isSecure: false,
                region: try #require(Region("us-west-2")),
                host: "127.0.0.1:4580",
                caller: .user(caller)
            )
        )
        do {
            let answer = try await operation.run(call, with: authorizer).answer
            guard case .output(let output) = answer.content else { return "" }
            return String(
                decoding: AnswerEncoder.success(output, operation: name, dialect: .eks, requestID: requestID).body,
                as: UTF8.self
            )
        } catch let fault as Fault {
            return Self.text(fault)
        } catch let explained as ExplainedFault {
            return Self.text(explained.fault)
        }
    }

    private static func text(_ fault: Fault) -> String {
        let (code, status, message) = ServiceDialect.eks.resolve(fault)
        return "\(status) \(code): \(message)"
    }

    /// Creates the association of default/my-sa, or of what is given instead, and answers the wire's text.
    func create(_ changes: WireStructure = [:]) async throws -> String {
        var input: WireStructure = [
            "name": "myeks", "namespace": "default", "serviceAccount": "my-sa",
            "roleArn": .string(Self.roleARN("app")),
        ]
        for member in changes.members { input[member.name] = member.value }
        return try await wire("CreatePodIdentityAssociation", input)
    }

    /// The id of the association of default/my-sa.
    var id: String {
        get throws {
            try #require(
                directory.snapshot.association(
                    cluster: Self.cluster("myeks").key,
                    namespace: "default",
                    serviceAccount: "my-sa"
                )
            ).id
        }
    }
}
