package import ControlPlaneClient
package import HTTPServing
package import KubernetesClient
package import PodIdentity
package import PodIdentityWebhook

/// Everything that the flags of `lanyard webhook` say.
package struct WebhookConfiguration: Sendable {
    /// Where the certificate comes from.
    package enum Certificate: Sendable {
        /// PEM files, read again when they change.
        case files(certificate: String, key: String)
        /// Made and rotated by this program.
        case selfMade(SelfMade)
    }

    /// A certificate of the webhook's own making.
    package struct SelfMade: Sendable {
        package var serviceName = "pod-identity-webhook"
        package var namespace = "eks"
        /// Where it is kept, for every replica.
        package var secretName = "pod-identity-webhook"
        /// Names and addresses besides the service's.
        package var hosts: [String] = []
        /// The port that registrations by URL name; nil if none can.
        package var port: Int?
        /// Whose `caBundle` is kept up.
        package var registration = "pod-identity-webhook"

        package init() {}

        /// Every name the certificate is for.
        var names: [String] {
            let service = "\(serviceName).\(namespace)"
            return ["\(service).svc", serviceName, service, "\(service).svc.cluster.local"] + hosts
        }
    }

    /// The associations of a cluster, read from an EKS API.
    package struct AssociationAPI: Sendable {
        package var reader: PodIdentityAssociations
        package var interval = Duration.seconds(5)

        package init(reader: PodIdentityAssociations) {
            self.reader = reader
        }
    }

    package var access: ClusterAccess
    package var settings = InjectionSettings()
    package var certificate = Certificate.selfMade(SelfMade())
    package var tls = ServerTLSOptions()
    /// Nil for every address of the machine.
    package var host: String?
    package var port = 443
    package var metricsPort = 9999
    /// Where the ConfigMap is, and the Events of the webhook itself.
    package var namespace = "eks"
    package var watchesConfigMap = false
    /// The file of identities; nil for none.
    package var identitiesFile: String?
    package var associations: AssociationAPI?
    /// How long an admission waits for a service account that is not cached; nil for not at all.
    package var liveRead: Duration? = .seconds(2)
    package var onUnresolved = UnresolvedPolicy.warn
    /// How often running pods are looked through; nil for never.
    package var reconcileInterval: Duration? = .seconds(300)
    package var showsDebugging = false
    /// Called once the webhook is ready.
    package var onReady: @Sendable () -> Void = {}
    /// As klog's `-v`.
    package var verbosity = 0

    package init(access: ClusterAccess) {
        self.access = access
    }
}

/// Why the webhook cannot start; prints as a sentence.
package struct WebhookStartError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
