import Foundation
import HTTPServing
import Logging
import PodIdentity
import PodIdentityWebhook
import Synchronization
import Testing

@testable import WebhookServer

/// Files that the webhook reads, and that somebody takes away while it runs.
@Suite struct FileFeedTests {
    private let directory: URL
    private let log = CapturedLog()

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "lanyard-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    /// Runs a feed until its log has a line with some words.
    private func run(_ feed: @escaping @Sendable () async throws -> Void, until words: String) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await feed() }
            while !log.lines.contains(where: { $0.contains(words) }) { await Task.yield() }
            group.cancelAll()
        }
    }

    @Test func `a file of identities that cannot be read changes nothing, and is told of; a missing one lists nobody`()
        async throws
    {
        let cache = AssociationCache()
        let name = ServiceAccountName(namespace: "n", name: "s")
        cache.replace([name])
        func feed(_ path: String) -> IdentitiesFileFeed {
            IdentitiesFileFeed(path: path, cache: cache, logger: log.logger, onChange: {})
        }
        // Nobody can read a directory as a file, root neither.
        let unreadable = feed(directory.path)
        await run({ try await unreadable.run() }, until: "\(directory.path) cannot be read")
        #expect(cache.isAssociated(name) == true)
        let missing = feed(directory.path + "/absent")
        await run({ try await missing.run() }, until: "absent does not exist, and lists nobody")
        #expect(cache.isAssociated(name) == false)
        try? FileManager.default.removeItem(at: directory)
    }

    @Test func `certificate files that are taken away are told of`() async throws {
        let files = CertificateFiles(
            certificatePath: directory.path + "/absent.crt",
            keyPath: directory.path + "/absent.key",
            certificate: ServerCertificate(),
            metrics: WebhookMetrics(),
            logger: log.logger
        )
        await run({ try await files.run() }, until: "cannot be read; the certificate read last is used")
        try? FileManager.default.removeItem(at: directory)
    }
}

/// A log that tests read.
final class CapturedLog: Sendable {
    private let all = Mutex<[String]>([])

    var lines: [String] { all.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.all.withLock { $0.append("\(event.message)") } }
    }
}
