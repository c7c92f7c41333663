import Glibc

@testable import NodeRuntime

/// A directory that lasts as long as the value that made it.
final class TemporaryFiles: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/lanyard-node-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileTree.Failure("/tmp") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        FileTree.remove(path)
    }
}
