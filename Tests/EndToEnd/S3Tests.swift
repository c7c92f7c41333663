import Foundation
import Testing

@Suite(.enabled(if: Program.hasAWS, "skipped: there is no aws CLI here"))
struct S3Tests {
    let directory: TemporaryDirectory
    let server: Server

    init() throws {
        directory = try TemporaryDirectory()
        server = try Server(data: directory.path + "/data")
    }

    private func s3(_ arguments: [String]) throws -> Command {
        let home = try TemporaryDirectory()
        return try Command.run(
            ["aws", "s3"] + arguments,
            environment: server.environment.merging(["HOME": home.path]) { $1 }
        )
    }

    @Test func `the aws CLI makes, fills, lists, copies, moves, empties and removes buckets`() throws {
        let file = try directory.write("hello\n", to: "hello.txt")
        for (arguments, says) in [
            (["mb", "s3://box"], "make_bucket: box"), (["cp", file, "s3://box/a/hello.txt"], "upload:"),
            (["cp", "s3://box/a/hello.txt", "-"], "hello"),
            (["cp", "s3://box/a/hello.txt", "s3://box/copy.txt"], "copy:"),
            (["mv", "s3://box/copy.txt", "s3://box/a/moved.txt"], "move:"), (["ls", "s3://box"], "PRE a/"),
            (["ls", "s3://box/a/"], "hello.txt"), (["ls", "--recursive", "s3://box"], "a/moved.txt"),
            (["rm", "s3://box/a/hello.txt"], "delete:"),
            (["rm", "--recursive", "s3://box"], "delete: s3://box/a/moved.txt"),
            (["rb", "s3://box"], "remove_bucket: box"),
        ] {
            let result = try s3(arguments)
            #expect(result.status == 0, "\(arguments): \(result.errors)")
            #expect(result.output.contains(says), "\(arguments): \(result.output)")
        }
        let missing = try s3(["ls", "s3://box"])
        #expect(missing.errors.contains("NoSuchBucket"))
    }

    @Test func `sync sends what is new, and large files in parts arrive whole`() throws {
        let tree = directory.path + "/tree"
        try FileManager.default.createDirectory(atPath: tree + "/sub", withIntermediateDirectories: true)
        let large = Data((0..<19_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
        try large.write(to: URL(filePath: tree + "/large.bin"))
        try Data("small".utf8).write(to: URL(filePath: tree + "/sub/ümläut & space.txt"))
        #expect(try s3(["mb", "s3://tree"]).status == 0)
        let first = try s3(["sync", tree, "s3://tree"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(try s3(["sync", tree, "s3://tree"]).output.isEmpty)
        let back = directory.path + "/back"
        #expect(try s3(["sync", "s3://tree", back]).status == 0)
        #expect(try Data(contentsOf: URL(filePath: back + "/large.bin")) == large)
        #expect(FileManager.default.fileExists(atPath: back + "/sub/ümläut & space.txt"))
    }

    @Test func `a non-empty bucket stays`() throws {
        let file = try directory.write("x", to: "x")
        #expect(try s3(["mb", "s3://full"]).status == 0)
        #expect(try s3(["cp", file, "s3://full/x"]).status == 0)
        let refused = try s3(["rb", "s3://full"])
        #expect(refused.status != 0)
        #expect(refused.errors.contains("BucketNotEmpty"))
    }

    @Test(.enabled(if: Program.hasBoto3, "skipped: there is no boto3 here"))
    func `boto3's object calls answer as S3's do, and no key leaves the directory`() throws {
        let result = try server.python("s3_objects.py")
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
        let objects = server.data + "/objects"
        for path in try FileManager.default.subpathsOfDirectory(atPath: objects) {
            #expect(
                path.split(separator: "/").allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }
            )
        }
    }
}
