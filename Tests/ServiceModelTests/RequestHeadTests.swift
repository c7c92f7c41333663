import AWSProtocols
import JSONTree
import Synchronization
import Testing

@testable import ServiceModel

/// What is read of a request, and what is handed on of a refusal.
struct RequestHeadTests {
    private static func head(query: String) -> RequestHead {
        RequestHead(method: "GET", path: "/", query: query, headers: [("a", "1"), ("b", "2"), ("a", "3")])
    }

    @Test(arguments: [("a", "1"), ("b", "2"), ("c", nil), ("A", nil)] as [(String, String?)])
    func `the first value of a header is found by its lower-case name`(_ name: String, _ value: String?) {
        #expect(Self.head(query: "").header(name) == value)
    }

    @Test(
        arguments: [
            ("", []), ("a=1", ["a=1"]), ("a=1&b=2&a=3", ["a=1", "b=2", "a=3"]), ("a", ["a="]), ("a=", ["a="]),
            ("a=b=c", ["a=b=c"]), ("&&a=1&", ["a=1"]), ("a%20b=c%2Fd+e", ["a b=c/d e"]), ("=1", ["=1"]),
            ("a=%", nil), ("a=%2", nil), ("%zz=1", nil), ("a=%ff", nil),
        ] as [(String, [String]?)]
    )
    func `a query is decoded in order, and a broken one is no query`(_ query: String, _ expected: [String]?) {
        #expect(Self.head(query: query).queryItems?.map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test func `a stream is read part by part, and has trailers only at its end`() async throws {
        let parts = Mutex<[[UInt8]]>([[1, 2], [3]])
        let stream = BodyStream(announcedLength: 3) {
            parts.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        } trailers: {
            parts.withLock { $0.isEmpty } ? [(name: "x-amz-checksum-crc32", value: "AAAAAA==")] : []
        }
        #expect(stream.trailers().isEmpty)
        var read: [[UInt8]] = []
        for try await part in stream { read.append(part) }
        #expect(read == [[1, 2], [3]])
        #expect(stream.trailers().map(\.name) == ["x-amz-checksum-crc32"])
        #expect(stream.announcedLength == 3)
    }

    @Test func `a stream that breaks off says so`() async {
        struct Broken: Error {}
        let stream = BodyStream(announcedLength: nil, next: { throw Broken() })
        await #expect(throws: Broken.self) { for try await _ in stream {} }
    }

    @Test func `reasons are made when they are read, and not for every refusal`() {
        let made = Mutex(0)
        let refusal = ExplainedFault(Fault(.accessDenied), audit: AuditDetails()) {
            made.withLock { $0 += 1 }
            return ["decision": "Deny"]
        }
        #expect(made.withLock { $0 } == 0)
        #expect(refusal.explanation["decision"] == "Deny")
        #expect(made.withLock { $0 } == 1)
    }

    @Test func `operations are the same only if all of them is`() {
        let operation = Operation("CreateRole", .iam, action: "iam:CreateRole")
        #expect(operation == Operation("CreateRole", .iam, action: "iam:CreateRole"))
        for other in [
            Operation("CreateRole", .iam, action: nil), Operation("CreateRole", .sts, action: "iam:CreateRole"),
            Operation("CreateRole", .iam, authentication: .token, action: "iam:CreateRole"),
            Operation("CreateRole", .iam, isReadOnly: true, action: "iam:CreateRole"),
            Operation("CreateRole", .iam, route: .rest(method: "POST", template: "/"), action: "iam:CreateRole"),
        ] { #expect(other != operation) }
        // Nobody is let in without a signature unless the operation says so.
        #expect(operation.authentication == .signature)
    }
}
