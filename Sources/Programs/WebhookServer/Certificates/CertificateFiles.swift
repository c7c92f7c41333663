import Foundation
import HTTPServing
import Logging
import PodIdentityWebhook
import ServiceLifecycle

/// Reads a certificate and its key from files, and again when either changed; a bad pair leaves the one before.
struct CertificateFiles: Service {
    private static let interval = Duration.seconds(1)

    private struct Pair: Equatable {
        let certificate: Data
        let key: Data
    }

    let certificatePath: String
    let keyPath: String
    let certificate: ServerCertificate
    let metrics: WebhookMetrics
    let logger: Logger

    /// - Throws: `WebhookStartError` if the files cannot be used.
    func readFirst() throws(WebhookStartError) {
        guard let pair = read() else {
            throw WebhookStartError("\(certificatePath) and \(keyPath): the files cannot be read")
        }
        do { try take(pair) } catch {
            throw WebhookStartError("\(certificatePath) and \(keyPath) are no certificate and its key: \(error)")
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var before = read()
            var wasUnreadable = false
            while (try? await Task.sleep(for: Self.interval)) != nil {
                // Files are replaced one after the other: a pair that does not belong together yet is read again.
                let current = read()
                if current == nil, !wasUnreadable {
                    logger.error("\(certificatePath) or \(keyPath) cannot be read; the certificate read last is used")
                }
                wasUnreadable = current == nil
                guard let now = current, now != before else { continue }
                do {
                    try take(now)
                    logger.notice("\(certificatePath) has changed, and is used from now on")
                } catch {
                    logger.error("\(certificatePath) and \(keyPath) have changed, and are not used: \(error)")
                }
                before = now
            }
        }
    }

    private func read() -> Pair? {
        guard let chain = FileManager.default.contents(atPath: certificatePath),
            let key = FileManager.default.contents(atPath: keyPath)
        else { return nil }
        return Pair(certificate: chain, key: key)
    }

    private func take(_ pair: Pair) throws {
        do {
            try certificate.replace(
                HTTPListener.TLSIdentity(
                    certificates: String(decoding: pair.certificate, as: UTF8.self),
                    key: String(decoding: pair.key, as: UTF8.self)
                )
            )
            metrics.readCertificate(isUsable: true)
        } catch {
            metrics.readCertificate(isUsable: false)
            throw error
        }
    }
}
