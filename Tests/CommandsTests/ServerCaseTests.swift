import ArgumentParser
import ControlPlane
import Diagnosis
import IAMPolicy
import JSONTree
import Synchronization
import Testing

@testable import Commands

/// Cases that a server completes.
struct ServerCaseTests {
    private static func line(_ id: Int, _ bucket: String, more: String = "") -> [UInt8] {
        Array(
            #"{"id": \#(id), "request": {"principal": "111122223333", "action": "s3:GetObject", "resource": "arn:aws:s3:::\#(bucket)/k"}\#(more)}"#
                .utf8
        )
    }

    @Test func `a bucket's policy is asked for once, and what is not known of it is said`() async throws {
        let deny = try PolicyDocument(
            parsing:
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}"#,
            kind: .resource
        )
        let asked = Mutex<[String]>([])
        var cases = ServerCases(estate: Estate(), place: "the server") { bucket in
            asked.withLock { $0.append(bucket) }
            return switch bucket {
            case "closed": .policy(AttachedPolicy(name: "bucket policy", document: deny))
            case "open": .none
            case "gone": .noBucket
            default: .unknown("AccessDenied")
            }
        }
        for _ in 0..<3 {
            let closed = await cases.answer(Self.line(1, "closed"))
            #expect(closed["decision"] == "ExplicitDeny")
        }
        let named = await cases.answer(Self.line(2, "closed", more: #", "resourcePolicy": []"#))
        #expect(named["decision"] == "Allow")
        let open = await cases.answer(Self.line(3, "open"))
        #expect(open["decision"] == "Allow" && open["warnings"] == nil)
        let gone = await cases.answer(Self.line(4, "gone"))
        #expect(gone["decision"] == "Allow")
        #expect(gone["warnings"] == ["no bucket gone on the server: it was judged without a bucket policy"])
        let other = await cases.answer(Self.line(5, "other"))
        #expect(other["id"] == 5)
        #expect(other["decision"] == "Malformed")
        #expect(
            other["reason"]?.string?.hasPrefix("the policy of the bucket other is not known: AccessDenied; ") == true
        )
        let nonsense = await cases.answer(Array("nonsense".utf8))
        #expect(nonsense["decision"] == "Malformed")
        #expect(asked.withLock { $0 } == ["closed", "open", "gone", "other"])
    }

    @Test(arguments: [
        ("arn:aws:s3:::b", "b"), ("arn:aws-cn:s3:::my.bucket-1/a/b", "my.bucket-1"), ("*", nil),
        ("arn:aws:s3:::*", nil),
        ("arn:aws:s3:::b?/k", nil), ("arn:aws:s3:::/k", nil), ("arn:aws:sqs:::b", nil),
        ("arn:aws:s3:eu-west-1:111122223333:accesspoint/a", nil),
    ])
    func `a bucket is named by its ARN and that of its objects`(_ resource: String, _ bucket: String?) {
        #expect(ServerCases.bucket(resource) == bucket)
    }

    @Test func `only without a named cluster is it that of the data directory`() throws {
        func path(_ arguments: [String], _ environment: [String: String] = [:]) throws -> String? {
            try ClusterFlags.parse(arguments).orDataDirectory(environment).data?.path
        }
        #expect(try path([]) != nil)
        #expect(try path(["--data", "/d"]) == "/d")
        #expect(try path(["--kubeconfig", "k"]) == nil)
        #expect(try path(["--kube-api", "http://127.0.0.1:1"]) == nil)
        #expect(try path([], ["KUBERNETES_SERVICE_HOST": "10.0.0.1"]) == nil)
    }

    @Test func `a data directory that nothing runs on is said to be one`() throws {
        let failure = #expect(throws: CommandFailure.self) {
            try ClusterFlags.parse(["--data", "/nonexistent"]).access()
        }
        #expect(failure?.description.contains("no control plane runs on /nonexistent: start one with") == true)
    }
}
