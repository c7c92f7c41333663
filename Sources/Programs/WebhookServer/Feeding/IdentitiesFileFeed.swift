import Foundation
import JSONTree
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle

/// Reads the file of identities again whenever its content changed, also by the swap of a mounted volume's link.
struct IdentitiesFileFeed: Service {
    private static let interval = Duration.seconds(1)

    let path: String
    let cache: AssociationCache
    let logger: Logger
    let onChange: @Sendable () -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var before: Data?
            var isFirst = true
            while !Task.isCancelled {
                let data = FileManager.default.contents(atPath: path)
                if isFirst || data != before { take(data) }
                isFirst = false
                before = data
                guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
            }
        }
    }

    /// A missing file lists nobody; one that is no JSON changes nothing.
    private func take(_ data: Data?) {
        do throws(JSONError) {
            let list = try IdentityList(file: Array(data ?? Data()))
            logger.info("\(path) lists \(list.accounts.count) identities")
            cache.replace(list.accounts)
        } catch {
            logger.error("\(path) is not used: \(error)")
        }
        onChange()
    }
}
