import ArgumentParser
import HTTPServing
import WebhookServer

/// Where the certificate comes from, and which TLS is spoken: AWS's flags, and a few besides.
struct CertificateFlags: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            "Whether the certificate is made and rotated here, kept in a Secret, and trusted by the registration.",
            discussion: "If not, it is read from --tls-cert and --tls-key, again whenever they change."
        )
    )
    var inCluster = true

    @Option(help: ArgumentHelp("The certificate's file, without --in-cluster.", valueName: "file"))
    var tlsCert = "/etc/webhook/certs/tls.crt"

    @Option(help: ArgumentHelp("The key's file, without --in-cluster.", valueName: "file"))
    var tlsKey = "/etc/webhook/certs/tls.key"

    @Option(help: ArgumentHelp("Cipher suites by Go's names, separated by commas.", valueName: "names"))
    var tlsCipherSuites = ""

    @Option(help: ArgumentHelp("The oldest TLS: 1.0 to 1.3, or VersionTLS10 to VersionTLS13.", valueName: "version"))
    var tlsMinVersion = ""

    @Option(help: ArgumentHelp("The Service that the certificate is for.", valueName: "name"))
    var serviceName = "pod-identity-webhook"

    @Option(help: ArgumentHelp("The namespace of Service, Secret and ConfigMap.", valueName: "name"))
    var namespace = "eks"

    @Option(
        help: ArgumentHelp("The Secret that holds the certificate; empty keeps it in memory.", valueName: "name")
    )
    var tlsSecret = "pod-identity-webhook"

    @Option(
        help: ArgumentHelp("A further name or address that the certificate is for; may be repeated.", valueName: "host")
    )
    var tlsHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "The MutatingWebhookConfiguration whose caBundle is kept up; empty for none.",
            valueName: "name"
        )
    )
    var webhookConfiguration = "pod-identity-webhook"

    /// - Throws: `ValidationError` that names the flag.
    func options() throws -> ServerTLSOptions {
        var options = ServerTLSOptions()
        if !tlsMinVersion.isEmpty {
            guard let version = ServerTLSOptions.Version(tlsMinVersion) else {
                throw ValidationError("--tls-min-version takes 1.0, 1.1, 1.2 or 1.3")
            }
            options.minimum = version
        }
        for name in tlsCipherSuites.split(separator: ",") {
            let name = String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard !name.isEmpty else { continue }
            guard let suite = ServerTLSOptions.CipherSuite(name) else {
                throw ValidationError("--tls-cipher-suites names \(name), which is not known")
            }
            options.cipherSuites.append(suite)
        }
        return options
    }

    /// Where the certificate comes from; registrations by URL name the https port.
    func source(port: Int) -> WebhookConfiguration.Certificate {
        guard inCluster else { return .files(certificate: tlsCert, key: tlsKey) }
        var selfMade = WebhookConfiguration.SelfMade()
        selfMade.serviceName = serviceName
        selfMade.namespace = namespace
        selfMade.secretName = tlsSecret
        selfMade.hosts = tlsHost
        selfMade.port = port == 0 ? nil : port
        selfMade.registration = webhookConfiguration
        return .selfMade(selfMade)
    }
}
