import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IAMPolicy
import ManagedPolicies
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

@testable import Authorization

/// An account whose callers are authorized, without services and HTTP.
struct Account: Sendable {
    static let number = "111122223333"
    static let now = Timestamp(seconds: 1_795_480_200)
    static let everything = policy("Allow", "*")

    let directory: Directory
    let authorizer: Authorizer
    let sealer: SessionSealer

    init() async throws {
        directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        sealer = SessionSealer(ring: ring, random: .seeded(2))
        authorizer = Authorizer(directory: directory, sessions: OpenedSessions(sealer: sealer))
    }

    static func policy(_ effect: String, _ action: String, condition: String? = nil) -> String {
        let condition = condition.map { ",\"Condition\":\($0)" } ?? ""
        return
            #"{"Version":"2012-10-17","Statement":{"Effect":"\#(effect)","Action":"\#(action)","Resource":"*"\#(condition)}}"#
    }

    static func trust(_ principal: String, condition: String? = nil) -> String {
        let condition = condition.map { ",\"Condition\":\($0)" } ?? ""
        return
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":\#(principal),"Action":"sts:*"\#(condition)}}"#
    }

    /// A user with one policy, as a caller.
    func user(
        _ name: String = "alice",
        policy: String? = everything,
        tags: [AWSVocabulary.Tag] = []
    ) async throws -> Caller {
        let record = UserRecord(
            account: Self.number,
            name: name,
            id: "AIDA" + name.uppercased(),
            createdAt: Self.now,
            inlinePolicies: policy.map { ["own": $0] } ?? [:],
            tags: tags
        )
        try await directory.update { $0.put(record) }
        return .user(
            UserCaller(account: Self.number, id: record.id, name: name, path: "/", accessKeyID: "AKIAEXAMPLE000000001")
        )
    }

    /// A role with one policy.
    @discardableResult
    func role(
        _ name: String = "app",
        trust: String = trust(#"{"AWS":"*"}"#),
        policy: String? = everything,
        tags: [AWSVocabulary.Tag] = []
    ) async throws -> RoleEntry {
        let record = RoleRecord(
            account: Self.number,
            name: name,
            id: "AROA" + name.uppercased(),
            createdAt: Self.now,
            trustPolicy: trust,
            inlinePolicies: policy.map { ["own": $0] } ?? [:],
            tags: tags
        )
        try await directory.update { $0.put(record) }
        return try #require(directory.snapshot.role(name, account: Self.number))
    }

    /// A session of a role, changed before it is made.
    static func session(
        _ name: String = "app",
        id: String? = nil,
        _ change: (inout SessionClaims) -> Void = { _ in }
    ) -> Caller {
        var claims = SessionClaims(
            accessKeyID: "ASIAEXAMPLE000000001",
            account: number,
            principal: .role(id: id ?? "AROA" + name.uppercased(), name: name, path: "/"),
            sessionName: "web",
            issuedAt: now.adding(seconds: -60),
            expiresAt: now.adding(seconds: 3600)
        )
        change(&claims)
        return .session(OpenedSession(claims: claims, secret: Secret("secret")))
    }

    /// A call of an operation of a service.
    static func call(
        _ caller: Caller,
        dialect: ServiceDialect = .iam,
        headers: [(name: String, value: String)] = [],
        isSecure: Bool = false,
        userAgent: String? = nil
    ) throws -> Call {
        Call(
            operation: Operation("GetThing", dialect, action: "x:GetThing"),
            input: [:],
            head: RequestHead(method: "POST", path: "/", query: "", headers: headers),
            body: .bytes([]),
            context: CallContext(
                requestID: RequestID(uuid: [UInt8](repeating: 1, count: 16)),
                receivedAt: now,
                sourceIP: "192.0.2.1",
                userAgent: userAgent,
                isSecure: isSecure,
                region: try #require(Region("us-west-2")),
                host: "localhost",
                caller: caller
            )
        )
    }

    /// What a call that is refused is told: code and words; nil if it is allowed.
    func refusal(_ call: Call, _ plan: AccessPlan) -> String? {
        do {
            _ = try authorizer.authorize(call, plan)
            return nil
        } catch let refused as ExplainedFault {
            let (code, status, message) = call.operation.dialect.resolve(refused.fault)
            return "\(status) \(code): \(message)"
        } catch let fault as Fault {
            let (code, status, message) = call.operation.dialect.resolve(fault)
            return "\(status) \(code): \(message)"
        } catch {
            return "\(error)"
        }
    }

    func isAllowed(_ caller: Caller, _ plan: AccessPlan = .permission("iam:GetRole", on: "*")) throws -> Bool {
        refusal(try Self.call(caller), plan) == nil
    }
}
