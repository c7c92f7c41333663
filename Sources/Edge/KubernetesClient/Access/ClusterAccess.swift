package import AWSVocabulary

/// Where an API server is, how it is recognised, and how this program shows who it is.
package struct ClusterAccess: Sendable {
    /// A bearer token, or where it is read from before each request.
    package enum Token: Sendable {
        case none
        case fixed(Secret)
        /// A path; the file is replaced now and then.
        case file(String)
        /// A program that prints it.
        case program(ExecPlugin)
    }

    package var server: ServerURL
    /// PEM; nil trusts what the system trusts.
    package var certificateAuthority: [UInt8]?
    /// The name the server's certificate must have, if it is not the host's.
    package var tlsServerName: String?
    /// Believes every certificate: only if the kubeconfig says so.
    package var skipsVerification = false
    /// Chain and key in PEM.
    package var clientCertificate: (chain: [UInt8], key: [UInt8])?
    package var token = Token.none
    /// The namespace of the context or of the pod.
    package var namespace = "default"

    /// An API server that is asked anonymously.
    package init(server: ServerURL) {
        self.server = server
    }
}

/// Why an API server cannot be asked; each prints as a sentence.
package struct AccessError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
