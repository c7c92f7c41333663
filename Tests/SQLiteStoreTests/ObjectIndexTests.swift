import Ambient
import SQLiteStore
import Store
import Testing

/// What an index of objects must do.
struct ObjectIndexTests {
    let files: TemporaryFiles
    let index: any ObjectIndex

    init() throws {
        files = try TemporaryFiles()
        index = try SQLiteStateStore(path: files.file("state.sqlite"))
    }

    private func object(_ key: String, file: String = "f") -> ObjectRecord {
        ObjectRecord(
            bucket: "b",
            key: key,
            fileID: file,
            size: 1,
            etag: "e",
            modifiedAt: Timestamp(milliseconds: 1_000)
        )
    }

    @Test func `a key that ends at a NUL for others is a key of its own`() async throws {
        #expect(try await index.put(object("secret", file: "first")) == [])
        #expect(try await index.put(object("secret\u{0}x", file: "second")) == [])
        #expect(try await index.object(bucket: "b", key: "secret")?.fileID == "first")
        #expect(try await index.object(bucket: "b", key: "secret\u{0}x")?.fileID == "second")
        #expect(try await index.removeObject(bucket: "b", key: "secret\u{0}x") == ["second"])
        #expect(try await index.object(bucket: "b", key: "secret")?.fileID == "first")
    }

    @Test func `keys are listed by their UTF-8 bytes, from one on`() async throws {
        for key in ["b", "a/2", "B", "ü", "a/1", "a", "a\u{0}"] { _ = try await index.put(object(key)) }
        func keys(prefix: String = "", from: String = "", limit: Int = 100) async throws -> [String] {
            try await index.objects(bucket: "b", prefix: prefix, from: from, limit: limit).map(\.key)
        }
        #expect(try await keys() == ["B", "a", "a\u{0}", "a/1", "a/2", "b", "ü"])
        #expect(try await keys(prefix: "a/") == ["a/1", "a/2"])
        #expect(try await keys(from: "a/1\u{0}") == ["a/2", "b", "ü"])
        #expect(try await keys(from: "a", limit: 2) == ["a", "a\u{0}"])
    }

    @Test func `what replaces an object gives back its file`() async throws {
        _ = try await index.put(object("k", file: "old"))
        #expect(try await index.put(object("k", file: "new")) == ["old"])
        #expect(try await index.put(object("k", file: "new")) == [])
        #expect(try await index.referencedFiles() == ["new"])
        #expect(try await index.isEmpty(bucket: "b") == false)
        #expect(try await index.removeObject(bucket: "b", key: "k") == ["new"])
        #expect(try await index.removeObject(bucket: "b", key: "k") == [])
        #expect(try await index.isEmpty(bucket: "b"))
    }

    @Test func `an upload ends once, with its parts' files given back`() async throws {
        let time = Timestamp(milliseconds: 1_000)
        try await index.create(
            UploadRecord(id: "u", bucket: "b", key: "k", createdAt: time, headers: [:], metadata: [:])
        )
        func part(_ number: Int, _ file: String) -> PartRecord {
            PartRecord(uploadID: "u", number: number, fileID: file, size: 1, etag: "e", modifiedAt: time)
        }
        #expect(try await index.put(part(2, "two")) == [])
        #expect(try await index.put(part(1, "one")) == [])
        #expect(try await index.put(part(2, "two again")) == ["two"])
        #expect(try await index.parts(uploadID: "u").map(\.number) == [1, 2])
        let unused = try await index.complete(uploadID: "u", with: object("k", file: "whole"))
        #expect(Set(unused) == ["one", "two again"])
        await #expect(throws: StoreError.notFound) {
            try await index.complete(uploadID: "u", with: object("k", file: "other"))
        }
        await #expect(throws: StoreError.notFound) { try await index.put(part(3, "three")) }
        await #expect(throws: StoreError.notFound) { try await index.abort(uploadID: "u") }
        #expect(try await index.object(bucket: "b", key: "k")?.fileID == "whole")
    }
}
