import Crypto
package import NIOSSL
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Certificate authorities and servers of tests.
package struct TestAuthority {
    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    /// A root, or an intermediate of another authority.
    package init(_ name: String = "root", under parent: TestAuthority? = nil) throws {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600),
            notValidAfter: Date(timeIntervalSinceNow: 3600),
            issuer: parent?.certificate.subject ?? subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            },
            issuerPrivateKey: Certificate.PrivateKey(parent?.key ?? key)
        )
        self.key = key
    }

    package var pem: String {
        get throws { try certificate.serializeAsPEM().pemString + "\n" }
    }

    /// SHA-1 in lower-case hexadecimal digits.
    package var thumbprint: String {
        get throws {
            Insecure.SHA1.hash(data: try Self.der(certificate)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
                .joined()
        }
    }

    private static func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    /// What a server presents: its own certificate for a name and for 127.0.0.1, and those above it.
    package func server(
        name: String = "localhost",
        above: [TestAuthority] = [],
        isExpired: Bool = false
    ) throws -> TLSConfiguration {
        let (leaf, key) = try leaf(name: name, isExpired: isExpired)
        let chain = try ([leaf] + above.map(\.certificate)).map { certificate in
            NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: Self.der(certificate), format: .der))
        }
        return TLSConfiguration.makeServerConfiguration(
            certificateChain: chain,
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.pemRepresentation.utf8), format: .pem))
        )
    }

    /// The certificate of a server for a name, and its key, in PEM.
    package func identity(name: String = "localhost") throws -> (certificate: String, key: String) {
        let (leaf, key) = try leaf(name: name, isExpired: false)
        return (try leaf.serializeAsPEM().pemString + "\n", key.pemRepresentation)
    }

    private func leaf(name: String, isExpired: Bool) throws -> (Certificate, P256.Signing.PrivateKey) {
        let key = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600),
            notValidAfter: Date(timeIntervalSinceNow: isExpired ? -60 : 3600),
            issuer: certificate.subject,
            subject: try DistinguishedName { CommonName(name) },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames([.dnsName(name)])
            },
            issuerPrivateKey: Certificate.PrivateKey(self.key)
        )
        return (leaf, key)
    }
}
