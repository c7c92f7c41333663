package import AWSVocabulary
package import Ambient

/// How a control plane is started.
package struct Configuration: Sendable {
    /// A fixed seed and time, for recordings.
    package struct Reproducible: Sendable, Hashable {
        package var seed: UInt64
        /// The time that stands still; nil for the machine's clock.
        package var time: Timestamp?

        package init(seed: UInt64, time: Timestamp?) {
            self.seed = seed
            self.time = time
        }
    }

    /// A directory path; it and its parents are made if missing.
    package var dataDirectory: String
    /// The address that both ports are bound to.
    package var host = "127.0.0.1"
    /// 0 picks one.
    package var awsPort = 4580
    /// 0 picks one at the first start, which stays; nil for the one of the first start, 4581 if this is it.
    package var issuerPort: Int?
    /// The port of the embedded cluster's API; 0 picks one.
    package var kubernetesPort = 6443
    /// Whether pods run here, where the machine allows it.
    package var runsPods = true
    /// How many pods the node takes.
    package var maximumPods = 110
    /// Whether pods of the embedded cluster are given their identity.
    package var runsWebhook = true
    /// The host name in issuer URLs and in the certificate.
    package var issuerHost = "localhost"
    /// Twelve digits; decided at the first start.
    package var account: AccountID?
    /// Decided at the first start.
    package var region: Region?
    /// How many days audit records are kept at least; nil keeps them for ever.
    package var auditRetentionDays: Int?
    /// Decided at the first start.
    package var clusterName: String?
    package var reproducible: Reproducible?
    /// Hosts of foreign issuers that may have private addresses.
    package var privateIssuerHosts: Set<String> = []
    /// A file of certificates, in PEM, that foreign issuers may be signed by besides the system's.
    package var issuerCertificateFile: String?

    package init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    /// Where clients of this machine reach a port that listens on `host`.
    func url(_ scheme: String, port: Int) -> String {
        let reachable = host == "0.0.0.0" || host == "::" ? "localhost" : host
        return "\(scheme)://\(reachable.contains(":") ? "[\(reachable)]" : reachable):\(port)"
    }
}
