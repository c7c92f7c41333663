import AWSProtocols
import AWSVocabulary
import Ambient
import ServiceModel
import Store
import Testing

@testable import S3Service

/// How requests name buckets, keys, ranges and tags.
struct RequestTests {
    private static func head(
        _ path: String,
        host: String = "localhost:4580",
        _ more: [(name: String, value: String)] = []
    ) -> RequestHead {
        RequestHead(method: "GET", path: path, query: "", headers: [(name: "host", value: host)] + more)
    }

    @Test(arguments: [
        ("/", "localhost", "", ""), ("/bucket", "localhost", "bucket", ""), ("/bucket/", "localhost", "bucket", ""),
        ("/bucket/a/b", "localhost", "bucket", "a/b"), ("/bucket//a", "localhost", "bucket", "/a"),
        ("/bucket/a%2Fb%20c%C3%A9", "localhost", "bucket", "a/b cé"), ("/bucket/a+b", "localhost", "bucket", "a+b"),
        ("/bucket/..%2F..%2Fetc", "localhost", "bucket", "../../etc"),
        ("/a/b", "bucket.s3.localhost:4580", "bucket", "a/b"),
    ])
    func `a path or a host names bucket and key, and nothing is resolved`(
        _ path: String,
        _ host: String,
        _ bucket: String,
        _ key: String
    ) throws {
        let target = try S3Target(Self.head(path, host: host))
        #expect((target.bucket, target.key) == (bucket, key))
    }

    @Test(arguments: [
        "/bucket/%", "/bucket/%zz", "/bucket/%FF", "//key", "/bucket/" + String(repeating: "a", count: 1025),
    ])
    func `a path that is none is refused`(_ path: String) {
        #expect(throws: Fault.self) { try S3Target(Self.head(path)) }
    }

    @Test(arguments: ["", "/", "bucket", "/bucket/", "/b/k?versionId=1", "arn:aws:s3:::b/k"])
    func `a copy wants a bucket and a key without version`(_ text: String) {
        #expect(throws: Fault.self) { try S3Target(copySource: text) }
    }

    @Test(arguments: ["/b/k", "b/k", "/b/k?versionId=null"])
    func `a copy's source is written with and without a slash`(_ text: String) throws {
        let target = try S3Target(copySource: text)
        #expect(target.objectARN == "arn:aws:s3:::b/k")
    }

    private static let object = ObjectRecord(
        bucket: "b",
        key: "k",
        fileID: "f",
        size: 10,
        etag: "e",
        modifiedAt: Timestamp(seconds: 1_795_600_000),
        headers: [:],
        metadata: [:],
        checksum: nil,
        tags: []
    )

    @Test(arguments: [
        ("bytes=0-0", 0, 1), ("bytes=0-9", 0, 10), ("bytes=2-", 2, 8), ("bytes=-3", 7, 3), ("bytes=-30", 0, 10),
        ("bytes=8-99", 8, 2),
    ])
    func `a range is cut to what there is`(_ text: String, _ offset: Int, _ length: Int) throws {
        let range = try #require(try ByteRange(Self.head("/b/k", [(name: "range", value: text)]), of: Self.object))
        #expect((range.offset, range.length) == (offset, length))
    }

    @Test(arguments: ["bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes=5-2", "bytes=-"])
    func `a range that is not understood is ignored`(_ text: String) throws {
        #expect(try ByteRange(Self.head("/b/k", [(name: "range", value: text)]), of: Self.object) == nil)
    }

    @Test(arguments: ["bytes=10-", "bytes=10-20", "bytes=-0"])
    func `a range of which nothing exists is refused`(_ text: String) {
        let head = Self.head("/b/k", [(name: "range", value: text)])
        #expect(throws: Fault.self) { try ByteRange(head, of: Self.object) }
    }

    @Test(arguments: [
        ("abc", true), ("a.b-c", true), (String(repeating: "a", count: 63), true), ("ab", false), ("Abc", false),
        (String(repeating: "a", count: 64), false), ("a_b", false), ("-abc", false), ("abc-", false), ("a..b", false),
        ("192.168.1.1", false), ("", false),
    ])
    func `bucket names are those of DNS`(_ name: String, _ isValid: Bool) {
        #expect(BucketName.isValid(name) == isValid)
    }

    private static func tagging(_ tags: [(String, String)]) -> [UInt8] {
        let text = tags.map { "<Tag><Key>\($0.0)</Key><Value>\($0.1)</Value></Tag>" }.joined()
        return Array("<Tagging><TagSet>\(text)</TagSet></Tagging>".utf8)
    }

    @Test func `tags are read as they are written`() throws {
        let tags = [Tag(key: "team", value: ""), Tag(key: "a&b", value: "<c>")]
        #expect(try TagSet.read(TagSet.xml(tags), maximum: 10) == tags)
        #expect(try TagSet.read(Self.tagging([]), maximum: 10) == [])
    }

    @Test(arguments: [
        tagging([("a", "1"), ("a", "2")]), tagging([("", "1")]), tagging([("aws:a", "1")]),
        tagging([(String(repeating: "a", count: 129), "1")]), tagging([("a", String(repeating: "1", count: 257))]),
        tagging((0...10).map { ("\($0)", "") }), Array("<Tagging/>".utf8), Array("no".utf8),
    ])
    func `tags that S3 would not keep are refused`(_ bytes: [UInt8]) {
        #expect(throws: Fault.self) { try TagSet.read(bytes, maximum: 10) }
    }
}
