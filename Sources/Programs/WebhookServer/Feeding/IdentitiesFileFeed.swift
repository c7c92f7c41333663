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
            var wasUnreadable = false
            while !Task.isCancelled {
                let data = FileManager.default.contents(atPath: path)
                let isUnreadable = data == nil && FileManager.default.fileExists(atPath: path)
                if isUnreadable {
                    if !wasUnreadable { logger.error("\(path) cannot be read; what it listed before counts") }
                } else if isFirst || data != before {
                    take(data)
                }
                if !isUnreadable { (isFirst, before) = (false, data) }
                wasUnreadable = isUnreadable
                guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
            }
        }
    }

    /// A missing file lists nobody; one that is no JSON changes nothing.
    private func take(_ data: Data?) {
        do throws(JSONError) {
            let list = try IdentityList(file: Array(data ?? Data()))
            if data == nil {
                logger.warning("\(path) does not exist, and lists nobody")
            } else {
                logger.info("\(path) lists \(list.accounts.count) identities")
            }
            cache.replace(list.accounts)
        } catch {
            logger.error("\(path) is not used: \(error)")
        }
        onChange()
    }
}
