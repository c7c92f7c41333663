import NIOSSL
import SwiftASN1
import X509

/// The certificates a server presented, verified up to the topmost of them instead of to a root that the system knows.
///
/// The topmost may be an intermediate: servers seldom send the root (RFC 8446 section 4.4.2), and IAM's thumbprints are
/// of what they send. OpenSSL and its kin want a root that signed itself, so the chain is verified here (RFC 5280).
struct AnchoredChain: Sendable {
    private let leaf: Certificate
    private let others: [Certificate]
    private let anchor: Certificate

    /// Nil if a certificate cannot be read, or the topmost is not the anchor.
    init?(_ presented: [NIOSSLCertificate], anchor: NIOSSLCertificate) {
        guard presented.last == anchor else { return nil }
        let certificates = presented.compactMap { certificate in
            (try? certificate.toDERBytes()).flatMap { try? Certificate(derEncoded: $0) }
        }
        guard certificates.count == presented.count, let leaf = certificates.first, let top = certificates.last else {
            return nil
        }
        self.leaf = leaf
        others = Array(certificates.dropFirst())
        self.anchor = top
    }

    /// Whether the chain holds now, and is for a host: a name, or else an address.
    func isValid(name: String?, address: String?) async -> Bool {
        var verifier = Verifier(rootCertificates: CertificateStore([anchor])) {
            RFC5280Policy()
            ServerIdentityPolicy(serverHostname: name, serverIP: address)
        }
        let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(others))
        if case .validCertificate = result { return true }
        return false
    }
}
