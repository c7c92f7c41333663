import AWSVocabulary
import Ambient
import Foundation
import Store
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Waits for all ports to listen, then tells commands and people where they are.
final class Readiness: Sendable {
    private let began: ContinuousClock.Instant
    private let configuration: Configuration
    private let installation: Installation
    private let data: DataDirectory
    private let kubeconfig: Kubeconfig
    private let ports: Mutex<Ports>

    /// What listens so far.
    private struct Ports {
        var aws: Int?
        var issuer: Int?
        var kubernetes: Int?
        /// Whether pods go to the webhook, if there is one.
        var isWebhookRegistered: Bool
    }

    init(
        began: ContinuousClock.Instant,
        configuration: Configuration,
        installation: Installation,
        data: DataDirectory,
        kubeconfig: Kubeconfig
    ) {
        self.began = began
        self.configuration = configuration
        self.installation = installation
        self.data = data
        self.kubeconfig = kubeconfig
        ports = Mutex(Ports(isWebhookRegistered: !configuration.runsWebhook))
    }

    func webhookListens() {
        announce(
            ports.withLock { ports in
                ports.isWebhookRegistered = true
                return ports
            }
        )
    }

    func awsListens(on port: Int) {
        announce(
            ports.withLock { ports in
                ports.aws = port
                return ports
            }
        )
    }

    func issuerListens(on port: Int) {
        announce(
            ports.withLock { ports in
                ports.issuer = port
                return ports
            }
        )
    }

    func kubernetesListens(on port: Int) {
        announce(
            ports.withLock { ports in
                ports.kubernetes = port
                return ports
            }
        )
    }

    private func announce(_ ports: Ports) {
        guard let aws = ports.aws, let issuer = ports.issuer, let kubernetes = ports.kubernetes,
            ports.isWebhookRegistered
        else { return }
        let instance = RunningInstance(
            process: getpid(),
            awsEndpoint: configuration.url("http", port: aws),
            issuerEndpoint: "https://\(configuration.issuerHost):\(issuer)",
            account: installation.account.description,
            region: installation.region.description,
            clusterName: installation.cluster.name,
            issuer: installation.cluster.issuer
        )
        let server = configuration.url("https", port: kubernetes)
        do {
            try kubeconfig.write(server: server, cluster: installation.cluster.name, to: data)
            try instance.write(to: data)
        } catch {
            FileHandle.standardError.write(Data("lanyard: \(error)\n".utf8))
        }
        FileHandle.standardOutput.write(Data((banner(instance, kubernetes: server) + "\n").utf8))
        MappedCode.giveBack()
    }

    private func banner(_ instance: RunningInstance, kubernetes: String) -> String {
        let time = ContinuousClock.now - began
        let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
        var lines = ["Lanyard is ready (\(milliseconds) ms)."]
        if let reproducible = configuration.reproducible {
            let time = reproducible.time.map { ", and its time stands still at \($0.rfc3339)" } ?? ""
            lines.append("NOT FOR PRODUCTION: every id and key follows from the seed \(reproducible.seed)\(time).")
        }
        lines += [
            "  AWS services  \(instance.awsEndpoint)",
            "  issuer        \(instance.issuer)",
            "  Kubernetes    \(kubernetes), for kubectl: KUBECONFIG=\(data.kubeconfigFile)",
            "  account       \(instance.account) in \(instance.region), cluster \(instance.clusterName)",
            "  data          \(data.path)",
            "For a shell:    eval \"$(lanyard env --data \(data.path))\"",
        ]
        return lines.joined(separator: "\n")
    }
}
