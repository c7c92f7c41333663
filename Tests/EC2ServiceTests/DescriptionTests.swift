import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import ManagedPolicies
import ServiceModel
import SessionCredentials
import Store
import StoreConformance
import Testing

@testable import EC2Service

/// What EC2 answers: that there is nothing, to those who may know.
struct DescriptionTests {
    private static let account = "111122223333"
    private static let now = Timestamp(seconds: 1_795_480_200)

    /// The answer to a form on the wire, without the request's id.
    private func wire(
        _ name: String,
        _ form: String = "",
        policy: String?,
        region: String = "us-west-2"
    ) async throws
        -> String
    {
        let directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let record = UserRecord(
            account: Self.account,
            name: "alice",
            id: "AIDAALICE",
            createdAt: Self.now,
            inlinePolicies: policy.map { ["own": $0] } ?? [:]
        )
        try await directory.update { $0.put(record) }
        let ring = SessionKeyRing.generate(random: .seeded(1), now: Self.now)
        let authorizer = Authorizer(
            directory: directory,
            sessions: OpenedSessions(sealer: SessionSealer(ring: ring, random: .seeded(2)))
        )
        let operation = try #require(EC2Service().operations.first { $0.operation.name == name })
        let id = RequestID(uuid: [UInt8](repeating: 1, count: 16))
        let call = Call(
            operation: operation.operation,
            input: try QueryDecoder.decode(form: "Action=\(name)&Version=2016-11-15\(form)".utf8).input,
            head: RequestHead(method: "POST", path: "/", query: "", headers: []),
            body: .bytes([]),
            context: CallContext(
                requestID: id,
                receivedAt: Self.now,
                sourceIP: "192.0.2.1",
                userAgent: nil,
                isSecure: false,
                region: try #require(Region(region)),
                host: "localhost",
                caller: .user(
                    UserCaller(account: Self.account, id: "AIDAALICE", name: "alice", path: "/", accessKeyID: "AKIA")
                )
            )
        )
        let answer: EncodedAnswer
        do {
            guard case .output(let output) = try await operation.run(call, with: authorizer).answer.content else {
                return ""
            }
            answer = AnswerEncoder.success(output, operation: name, dialect: .ec2, requestID: id)
        } catch let refused as ExplainedFault {
            answer = AnswerEncoder.fault(refused.fault, dialect: .ec2, requestID: id)
        } catch let fault as Fault {
            answer = AnswerEncoder.fault(fault, dialect: .ec2, requestID: id)
        }
        return "\(answer.status) " + String(decoding: answer.body, as: UTF8.self)
    }

    private static func allow(_ action: String, condition: String = "{}") -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\#(action)","Resource":"*","Condition":\#(condition)}}"#
    }

    @Test(arguments: [("DescribeInstances", "reservationSet"), ("DescribeVpcs", "vpcSet")])
    func `who may describe hears that there is nothing, and who may not hears that`(
        _ name: String,
        _ set: String
    ) async throws {
        let empty = try await wire(name, policy: Self.allow("ec2:\(name)"))
        #expect(empty.hasPrefix("200 "))
        #expect(empty.contains("<\(name)Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"))
        #expect(empty.contains("<\(set)/>") || empty.contains("<\(set)></\(set)>"))
        for policy in [nil, Self.allow("ec2:DescribeSubnets")] {
            let refused = try await wire(name, policy: policy)
            #expect(refused.hasPrefix("403 "))
            #expect(refused.contains("<Code>UnauthorizedOperation</Code>"))
            #expect(
                refused.contains(
                    "You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/alice is "
                        + "not authorized to perform: ec2:\(name) because no identity-based policy allows the "
                        + "ec2:\(name) action Encoded authorization failure message: "
                ),
                "\(refused)"
            )
        }
    }

    @Test(
        arguments: [
            ("&MaxResults=4", "InvalidParameterValue"), ("&MaxResults=5", nil), ("&MaxResults=1000", nil),
            ("&MaxResults=1001", "InvalidParameterValue"), ("&MaxResults=x", "InvalidParameterValue"),
            ("&MaxResults=5&InstanceId.1=i-1&VpcId.1=vpc-1", "InvalidParameterCombination"),
            ("&DryRun=false", nil),
        ] as [(String, String?)]
    )
    func `a page has 5 to 1000, and none where ids are given`(_ form: String, _ code: String?) async throws {
        for name in ["DescribeInstances", "DescribeVpcs"] {
            let answer = try await wire(name, form, policy: Self.allow("ec2:*"))
            #expect(answer.firstMatch(of: /<Code>([^<]+)</).map { String($0.1) } == code, "\(name)")
            #expect(answer.hasPrefix(code == nil ? "200 " : "400 "))
        }
    }

    @Test(arguments: [
        ("DescribeInstances", "&InstanceId.1=i-0123456789abcdef0", "InvalidInstanceID.NotFound", "i-0123456789abcdef0"),
        ("DescribeVpcs", "&VpcId.1=vpc-1&VpcId.2=vpc-2", "InvalidVpcID.NotFound", "vpc-1"),
    ])
    func `an id is of nothing, which only those hear who may know`(
        _ name: String,
        _ form: String,
        _ code: String,
        _ id: String
    ) async throws {
        let answer = try await wire(name, form, policy: Self.allow("ec2:*"))
        #expect(answer.hasPrefix("400 ") && answer.contains("<Code>\(code)</Code>") && answer.contains("'\(id)'"))
        let refused = try await wire(name, form, policy: nil)
        #expect(refused.contains("UnauthorizedOperation") && !refused.contains(code))
    }

    @Test(arguments: [("us-west-2", true), ("eu-west-1", false)])
    func `ec2:Region is the region that was signed for`(_ region: String, _ isAllowed: Bool) async throws {
        let policy = Self.allow("ec2:*", condition: #"{"StringEquals":{"ec2:Region":"us-west-2"}}"#)
        #expect(try await wire("DescribeVpcs", policy: policy, region: region).hasPrefix("200 ") == isAllowed)
    }

    @Test func `it has these operations, and they read`() {
        let operations = EC2Service().operations.map(\.operation)
        #expect(operations.map(\.name) == ["DescribeInstances", "DescribeVpcs"])
        #expect(operations.allSatisfy { $0.isReadOnly && $0.authentication == .signature && $0.dialect == .ec2 })
        #expect(operations.map(\.action) == operations.map { "ec2:\($0.name)" })
    }
}
