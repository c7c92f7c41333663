import Ambient
import Foundation
import HTTPServing
import JSONTree
import KubernetesClient
import Logging
import PodIdentityWebhook
import ServiceLifecycle
import Synchronization

/// Makes the webhook's certificate, keeps it in a Secret for every replica, and its authority in the webhook's
/// registration; makes another when two thirds of its life are over.
struct CertificateKeeper: Service {
    private static let interval = Duration.seconds(20)

    let client: any KubernetesCalling
    let configuration: WebhookConfiguration.SelfMade
    let certificate: ServerCertificate
    let metrics: WebhookMetrics
    let random: RandomSource
    let clock: WallClock
    let logger: Logger
    let onChange: @Sendable () -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var current: SelfMadeCertificate?
            var failures = 0
            while !Task.isCancelled {
                do {
                    current = try await step(current)
                    failures = 0
                } catch let error as KubernetesError where error.isConflict {
                    // Another replica was faster: what it wrote is read at once.
                    failures += 1
                } catch {
                    failures += 1
                    logger.error("the webhook's certificate cannot be kept up: \(error)")
                }
                let pause = failures == 0 ? Self.interval : min(.seconds(1) * failures, Self.interval)
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
    }

    /// Reads or makes the certificate, registers its authority, and only then shows it; what is shown afterwards.
    func step(_ shown: SelfMadeCertificate?) async throws -> SelfMadeCertificate {
        let wanted = configuration.secretName.isEmpty ? try kept(in: shown) : try await keptInSecret()
        await register(wanted)
        if wanted.certificate != shown?.certificate {
            // API servers notice a new authority a moment after it was written; the old certificate serves until then.
            if shown != nil { try await Task.sleep(for: .seconds(5)) }
            try certificate.replace(HTTPListener.TLSIdentity(certificates: wanted.certificate, key: wanted.key))
            metrics.readCertificate(isUsable: true)
            logger.notice("the webhook's certificate is valid until \(wanted.until.rfc3339)")
            onChange()
        }
        return wanted
    }

    /// Without a Secret the certificate is this process's alone.
    private func kept(in shown: SelfMadeCertificate?) throws -> SelfMadeCertificate {
        if let shown, shown.serves(configuration.names, now: clock.now) { return shown }
        return try make(after: shown)
    }

    private func make(after old: SelfMadeCertificate?) throws -> SelfMadeCertificate {
        var made = try SelfMadeCertificate.make(names: configuration.names, random: random, now: clock.now)
        if let old {
            if clock.now < old.until { made.authorities += old.ownAuthority }
            metrics.rotatedCertificate(afterSeconds: clock.now.seconds - old.from.seconds)
        }
        return made
    }

    private var secretPath: String { "/api/v1/namespaces/\(configuration.namespace)/secrets" }

    private func keptInSecret() async throws -> SelfMadeCertificate {
        let path = "\(secretPath)/\(configuration.secretName)"
        let secret: JSON
        do throws(KubernetesError) { secret = try await client.call(.get, path) } catch {
            guard error.isNotFound else { throw error }
            let made = try make(after: nil)
            _ = try await client.call(.post, secretPath, body: object(of: made, replacing: nil))
            logger.notice("made the webhook's certificate, in Secret \(configuration.secretName)")
            return made
        }
        let old = SelfMadeCertificate(
            authorities: Self.text(secret, "ca.crt"),
            certificate: Self.text(secret, "tls.crt"),
            key: Self.text(secret, "tls.key")
        )
        if let old, old.serves(configuration.names, now: clock.now) { return old }
        if old == nil {
            logger.warning("Secret \(configuration.secretName) holds no certificate that can be used, and is replaced")
        }
        let made = try make(after: old)
        _ = try await client.call(.put, path, body: object(of: made, replacing: secret))
        logger.notice("made the webhook's certificate anew, in Secret \(configuration.secretName)")
        return made
    }

    private static func text(_ secret: JSON, _ key: String) -> String {
        guard let text = secret["data"]?[key]?.string, let data = Data(base64Encoded: text) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// With the resource version of what it replaces, so that two replicas cannot both replace it.
    private func object(of made: SelfMadeCertificate, replacing old: JSON?) -> JSON {
        func base64(_ text: String) -> JSON { .string(Data(text.utf8).base64EncodedString()) }
        var metadata: JSONObject = [
            "name": .string(configuration.secretName), "namespace": .string(configuration.namespace),
        ]
        if let version = old?["metadata"]?["resourceVersion"] { metadata["resourceVersion"] = version }
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": .object(metadata),
            "type": old?["type"] ?? "kubernetes.io/tls",
            "data": [
                "tls.crt": base64(made.certificate), "tls.key": base64(made.key), "ca.crt": base64(made.authorities),
            ],
        ]
    }

    private func register(_ wanted: SelfMadeCertificate) async {
        guard !configuration.registration.isEmpty else { return }
        let registration = Registration(client: client, configuration: configuration)
        do throws(KubernetesError) {
            if try await registration.trust(wanted.authorities) {
                logger.notice("MutatingWebhookConfiguration \(configuration.registration) trusts the certificate now")
            }
        } catch {
            let name = "MutatingWebhookConfiguration \(configuration.registration)"
            guard error.isNotFound else { return logger.error("\(name) cannot be kept up: \(error)") }
            logger.warning("\(name) does not exist, so no pod is sent here; its caBundle is filled in once it does")
        }
    }
}
