import AWSProtocols
import AWSVocabulary
import Ambient
import AuditTrail
import Authorization
import Directory
import JSONTree
import ManagedPolicies
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

@testable import CloudTrailService

/// How the event history is looked up.
struct LookupTests {
    private static let account = "111122223333"
    private static let now = Timestamp(seconds: 1_795_480_200)
    private static let allow =
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"cloudtrail:LookupEvents","Resource":"*"}}"#

    private static func attribute(_ key: String, _ value: String) -> WireStructure {
        ["LookupAttributes": .list([["AttributeKey": .string(key), "AttributeValue": .string(value)]])]
    }

    /// The query an input stands for, or the code of its refusal.
    private static func read(_ input: WireStructure) -> Result<AuditQuery, Refusal> {
        do {
            return .success(try LookupParameters.query(input))
        } catch {
            return .failure(Refusal(code: ServiceDialect.cloudTrail.resolve(error).code))
        }
    }

    struct Refusal: Error, Equatable { let code: String }

    @Test(
        arguments: [
            ("EventId", "e", .eventID("e")), ("EventName", "AssumeRole", .eventName("AssumeRole")),
            ("ReadOnly", "true", .isReadOnly(true)), ("ReadOnly", "false", .isReadOnly(false)),
            ("Username", "u", .userName("u")), ("ResourceType", "AWS::IAM::Role", .resourceType("AWS::IAM::Role")),
            ("ResourceName", "r", .resourceName("r")), ("EventSource", "s", .eventSource("s")),
            ("AccessKeyId", "AKIA", .accessKeyID("AKIA")),
        ] as [(String, String, AuditQuery.Attribute)]
    )
    func `each attribute of CloudTrail finds by what it names`(
        _ key: String,
        _ value: String,
        _ attribute: AuditQuery.Attribute
    ) throws {
        #expect(try Self.read(Self.attribute(key, value)).get().attribute == attribute)
    }

    @Test(arguments: [
        ("ReadOnly", "True"), ("ReadOnly", ""), ("eventName", "a"), ("Event", "a"), ("EventName", ""),
        ("EventName", String(repeating: "a", count: 2001)),
    ])
    func `any other attribute, and an empty or longer value, is refused`(_ key: String, _ value: String) {
        let refused = Self.read(Self.attribute(key, value))
        #expect(refused == .failure(Refusal(code: "InvalidLookupAttributesException")))
    }

    @Test func `there is one attribute at most, whole`() throws {
        let one: WireStructure = ["AttributeKey": "EventName", "AttributeValue": "a"]
        let two: WireStructure = ["LookupAttributes": .list([.structure(one), .structure(one)])]
        #expect(Self.read(two) == .failure(Refusal(code: "InvalidLookupAttributesException")))
        let half: WireStructure = ["LookupAttributes": .list([["AttributeKey": "EventName"]])]
        #expect(Self.read(half) == .failure(Refusal(code: "InvalidLookupAttributesException")))
        #expect(try Self.read(["LookupAttributes": .list([])]).get().attribute == nil)
        #expect(try Self.read([:]).get() == AuditQuery(limit: 50))
    }

    @Test(arguments: [(1, 1), (50, 50), (0, nil), (51, nil), (-1, nil)] as [(Int, Int?)])
    func `a page has 1 to 50`(_ asked: Int, _ limit: Int?) {
        let query = Self.read(["MaxResults": .integer(asked)])
        #expect((try? query.get())?.limit == limit)
        if limit == nil { #expect(query == .failure(Refusal(code: "InvalidMaxResultsException"))) }
    }

    @Test(
        arguments: [
            (.integer(10), .integer(20), nil), (.integer(10), .integer(10), nil), (.double(10.5), .double(10.5), nil),
            (.integer(20), .integer(10), "InvalidTimeRangeException"), (.string("x"), nil, "InvalidTimeRangeException"),
            (.integer(.min), nil, "InvalidTimeRangeException"), (.integer(.max), nil, "InvalidTimeRangeException"),
            (.integer(1 << 41), nil, "InvalidTimeRangeException"), (nil, .double(1e13), "InvalidTimeRangeException"),
            (nil, .double(.nan), "InvalidTimeRangeException"), (nil, nil, nil),
        ] as [(WireValue?, WireValue?, String?)]
    )
    func `a time is seconds since 1970, and ends after it begins`(
        _ from: WireValue?,
        _ until: WireValue?,
        _ code: String?
    ) throws {
        let query = Self.read(["StartTime": from, "EndTime": until])
        if let code {
            #expect(query == .failure(Refusal(code: code)))
        } else {
            let query = try query.get()
            #expect((query.from == nil, query.until == nil) == (from == nil, until == nil))
            if from == .double(10.5) { #expect(query.from == Timestamp(milliseconds: 10_500)) }
        }
    }

    @Test(
        arguments: [
            (.integer(10), 10_999), (.double(10), 10_999), (.double(10.5), 10_500),
            (.double(1_795_622_087.123), 1_795_622_087_123),
        ] as [(WireValue, Int64)]
    )
    func `an end in whole seconds means all of that second`(_ end: WireValue, _ milliseconds: Int64) throws {
        #expect(try Self.read(["EndTime": end]).get().until == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        arguments: [
            ("before-7", 7), ("before-0", nil), ("before--1", nil), ("7", nil), ("before-x", nil), ("", nil),
            ("before-99999999999999999999", nil),
        ] as [(String, Int64?)]
    )
    func `a token is one that a page gave`(_ token: String, _ after: Int64?) throws {
        let query = Self.read(["NextToken": .string(token)])
        #expect((try? query.get())?.after == after)
        if after == nil { #expect(query == .failure(Refusal(code: "InvalidNextTokenException"))) }
        #expect(try Self.read(["NextToken": .string(LookupParameters.token(7))]).get().after == 7)
    }

    @Test(
        arguments: [(nil, false), (.string("insight"), true), (.string("x"), nil), (.integer(1), nil)]
            as [(WireValue?, Bool?)]
    )
    func `insight events are none, and other categories are refused`(_ category: WireValue?, _ isInsight: Bool?) {
        let read = Result { () throws(Fault) in try LookupParameters.asksForInsights(["EventCategory": category]) }
        #expect((try? read.get()) == isInsight)
    }

    @Test func `whoever asks for insight events gets none of management's`() async throws {
        #expect(try await lookUp(["EventCategory": "insight"]).structures("Events")?.isEmpty == true)
    }

    private func lookUp(_ input: WireStructure, policy: String? = allow) async throws -> WireStructure {
        let directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let user = UserRecord(
            account: Self.account,
            name: "alice",
            id: "AIDAALICE",
            createdAt: Self.now,
            inlinePolicies: policy.map { ["own": $0] } ?? [:]
        )
        try await directory.update { $0.put(user) }
        let store = MemoryAuditStore()
        try await store.append((1...4).map { AuditStoreConformance.record($0, isHidden: $0 == 2) })
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        let authorizer = Authorizer(
            directory: directory,
            sessions: OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        )
        let operation = try #require(CloudTrailService(audit: AuditTrail(store: store)).operations.first)
        let call = Call(
            operation: operation.operation,
            input: input,
            head: RequestHead(method: "POST", path: "/", query: "", headers: []),
            body: .bytes([]),
            context: CallContext(
                requestID: RequestID(uuid: [UInt8](repeating: 1, count: 16)),
                receivedAt: Self.now,
                sourceIP: "192.0.2.1",
                userAgent: nil,
                isSecure: false,
                region: try #require(Region("us-west-2")),
                host: "localhost",
                caller: .user(
                    UserCaller(account: Self.account, id: "AIDAALICE", name: "alice", path: "/", accessKeyID: "AKIA")
                )
            )
        )
        guard case .output(let output?) = try await operation.run(call, with: authorizer).answer.content else {
            return [:]
        }
        return output
    }

    private static func ids(_ output: WireStructure) -> [String?] {
        (output.structures("Events") ?? []).map { $0.string("EventId") }
    }

    @Test func `pages come newest first, without what event history leaves out, and end`() async throws {
        let first = try await lookUp(["MaxResults": 2])
        #expect(Self.ids(first) == [4, 3].map { AuditStoreConformance.record($0).eventID })
        let token = try #require(first.string("NextToken"))
        let second = try await lookUp(["MaxResults": 2, "NextToken": .string(token)])
        #expect(Self.ids(second) == [AuditStoreConformance.record(1).eventID])
        #expect(second["NextToken"] == nil)
    }

    @Test func `an event has what it is found by, and the whole of it as text`() async throws {
        let found = try await lookUp(Self.attribute("AccessKeyId", "ASIA3"))
        let event = try #require(found.structures("Events")?.first)
        let record = AuditStoreConformance.record(3)
        #expect(event.string("EventName") == "AssumeRole")
        #expect(event.string("EventSource") == "sts.amazonaws.com")
        #expect(event.string("ReadOnly") == "false")
        #expect(event.string("Username") == "user 3")
        #expect(event["EventTime"] == .timestamp(record.time))
        #expect(event.structures("Resources")?.first?.string("ResourceType") == "AWS::IAM::Role")
        #expect(event.string("CloudTrailEvent") == String(decoding: record.event, as: UTF8.self))
        // The reasons are for operators, and not for everybody who may read the history.
        #expect(!"\(event)".contains("decision"))
    }

    @Test func `who may not look up is refused before anything is read`() async throws {
        let refused = await #expect(throws: ExplainedFault.self) { try await lookUp([:], policy: nil) }
        #expect(refused.map { ServiceDialect.cloudTrail.resolve($0.fault).code } == "AccessDeniedException")
    }
}
