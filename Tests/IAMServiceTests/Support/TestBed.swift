import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMService
import ManagedPolicies
import ServiceModel
import SessionCredentials
import Store
import Testing

/// The service over an empty account with one administrator.
struct TestBed: Sendable {
    static let account = "111122223333"
    static let now = Timestamp(seconds: 1_795_478_400)

    let directory: Directory
    let service: IAMService
    let authorizer: Authorizer
    private let operations: [String: ServiceOperation]

    init(
        limits: Limits = .standard,
        thumbprints: any ThumbprintSource = FixedThumbprint(),
        keyUses: any AccessKeyUseSource = FixedUses()
    ) async throws {
        directory = try await Directory(store: EmptyStore(), catalog: try ManagedPolicyCatalog())
        service = IAMService(
            directory: directory,
            clock: .fixed(Self.now),
            ids: IDSource(random: .seeded(7)),
            thumbprints: thumbprints,
            keyUses: keyUses,
            limits: limits
        )
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        authorizer = Authorizer(
            directory: directory,
            sessions: OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        )
        operations = Dictionary(uniqueKeysWithValues: service.operations.map { ($0.operation.name, $0) })
        try await add(user: "admin", id: "AIDAADMIN000000000000", policy: Documents.everything)
    }

    /// Puts a user with one inline policy straight into the state.
    func add(user name: String, id: String, policy: String, account: String = TestBed.account) async throws {
        try await directory.update { draft in
            draft.put(
                UserRecord(
                    account: account,
                    name: name,
                    id: id,
                    createdAt: TestBed.now,
                    inlinePolicies: ["own": policy]
                )
            )
        }
    }

    static let admin = Caller.user(
        UserCaller(
            account: account,
            id: "AIDAADMIN000000000000",
            name: "admin",
            path: "/",
            accessKeyID: "AKIAAAAAAAAAAAAAAAAA"
        )
    )

    static func user(_ name: String, id: String, account: String = TestBed.account) -> Caller {
        .user(UserCaller(account: account, id: id, name: name, path: "/", accessKeyID: "AKIABBBBBBBBBBBBBBBB"))
    }

    /// Runs an operation on parameters as a client sends them, names and values not yet encoded.
    func run(_ name: String, _ parameters: [String: String] = [:], as caller: Caller = admin) async throws -> Outcome {
        let operation = try #require(operations[name])
        let form = parameters.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.sorted()
            .joined(separator: "&")
        let call = Call(
            operation: operation.operation,
            input: try QueryDecoder.decode(form: form.utf8).input,
            head: RequestHead(method: "POST", path: "/", query: "", headers: []),
            body: .bytes(Array(form.utf8)),
            context: CallContext(
                requestID: try requestID,
                receivedAt: Self.now,
                sourceIP: "127.0.0.1",
                userAgent: nil,
                isSecure: false,
                region: try #require(Region("us-west-2")),
                host: "localhost",
                caller: caller
            )
        )
        return try await operation.run(call, with: authorizer)
    }

    /// The output of a call that must succeed; empty for operations that have none.
    @discardableResult
    func ok(
        _ name: String,
        _ parameters: [String: String] = [:],
        as caller: Caller = admin
    ) async throws
        -> WireStructure
    {
        guard case .output(let output) = try await run(name, parameters, as: caller).answer.content else {
            Issue.record("\(name) answered something else than output members")
            return [:]
        }
        return output ?? [:]
    }

    /// The answer on the wire, success or fault.
    func wire(_ name: String, _ parameters: [String: String] = [:], as caller: Caller = admin) async throws -> String {
        let answer: EncodedAnswer
        do {
            guard case .output(let output) = try await run(name, parameters, as: caller).answer.content else {
                return ""
            }
            answer = AnswerEncoder.success(output, operation: name, dialect: .iam, requestID: try requestID)
        } catch let fault as Fault {
            answer = AnswerEncoder.fault(fault, dialect: .iam, requestID: try requestID)
        }
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// What a call that must fail answers: `404 NoSuchEntity: words`.
    func refusal(
        _ name: String,
        _ parameters: [String: String] = [:],
        as caller: Caller = admin
    ) async throws
        -> String
    {
        do {
            _ = try await run(name, parameters, as: caller)
        } catch let fault as Fault {
            return Self.text(of: fault)
        } catch let explained as ExplainedFault {
            return Self.text(of: explained.fault)
        }
        return "\(name) was not refused"
    }

    private static func text(of fault: Fault) -> String {
        let (code, status, message) = ServiceDialect.iam.resolve(fault)
        return "\(status) \(code): \(message)"
    }

    private var requestID: RequestID {
        get throws { try #require(RequestID("00000000-0000-4000-8000-000000000000")) }
    }
}

/// A provider whose certificate is always the same.
struct FixedThumbprint: ThumbprintSource {
    static let value = "0123456789abcdef0123456789abcdef01234567"

    func topCertificateThumbprint(host: String, port: Int) async throws -> String { Self.value }
}

/// What is known of the use of keys: these, and no others.
struct FixedUses: AccessKeyUseSource {
    var uses: [String: AccessKeyUse] = [:]

    func lastUse(of accessKeyID: String) async throws -> AccessKeyUse? { uses[accessKeyID] }
}

/// A provider that nobody reaches.
struct Unreachable: ThumbprintSource {
    struct Refused: Error {}

    func topCertificateThumbprint(host: String, port: Int) async throws -> String { throw Refused() }
}

/// A store that begins empty and forgets.
private struct EmptyStore: StateStore {
    func load() async throws(StoreError) -> StateRecords { StateRecords() }

    func commit(_ changes: [StateChange]) async throws(StoreError) {}
}
