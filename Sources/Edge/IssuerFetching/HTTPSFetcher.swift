package import IdentityTokens
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Fetches small documents over https with everything bounded: time, size, addresses, and no redirects.
package struct HTTPSFetcher: IssuerFetcher {
    /// What may be fetched.
    package struct Limits: Sendable {
        /// Hosts whose addresses may be private.
        package var privateHosts: Set<String> = []
        /// Certificates, in PEM, trusted besides the system's.
        package var additionalRoots: String?
        package var maximumBytes = 256 * 1024
        /// For a document in all: name, connection, handshakes and answer.
        package var time = Duration.seconds(5)

        package init() {}
    }

    let limits: Limits
    private let resolver: NameResolver

    package init(limits: Limits = Limits()) {
        self.init(limits: limits, resolver: .system)
    }

    init(limits: Limits, resolver: NameResolver) {
        self.limits = limits
        self.resolver = resolver
    }

    package func fetch(_ url: String, thumbprints: [String]) async throws(FetchFailure) -> FetchedDocument {
        guard let url = HTTPSURL(url) else { throw .refused("\(url) is not an https URL") }
        let connection = HTTPSConnection(url: url, limits: limits, thumbprints: thumbprints, resolver: resolver)
        return try await connection.document()
    }

    /// The SHA-1 thumbprint of the topmost certificate that a server presents, as IAM keeps it of an issuer.
    ///
    /// - Throws: `FetchFailure`.
    package func topCertificateThumbprint(host: String, port: Int) async throws(FetchFailure) -> String {
        guard let url = HTTPSURL("https://\(host.contains(":") ? "[\(host)]" : host):\(port)/") else {
            throw .refused("\(host):\(port) is not a host and a port")
        }
        return try await HTTPSConnection(url: url, limits: limits, thumbprints: [], resolver: resolver).topThumbprint()
    }
}
