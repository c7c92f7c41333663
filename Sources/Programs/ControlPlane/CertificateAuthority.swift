import Ambient
import Crypto
import Foundation
import SwiftASN1
import X509

/// The installation's own certificate authority, which vouches for its issuer port.
struct CertificateAuthority: Sendable {
    private static let validity: TimeInterval = 10 * 365 * 86_400
    private static let serverValidity: TimeInterval = 825 * 86_400

    let certificate: Certificate
    private let key: P256.Signing.PrivateKey

    /// Reads the authority of a data directory, or makes one there.
    ///
    /// - Throws: `StartError` if the files cannot be read, used or written.
    init(directory: DataDirectory, random: RandomSource, now: Timestamp) throws(StartError) {
        if let pem = PrivateFile.read(directory.certificateFile),
            let keyPEM = PrivateFile.read(directory.certificateKeyFile)
        {
            guard let certificate = try? Certificate(pemEncoded: String(decoding: pem, as: UTF8.self)),
                let key = try? P256.Signing.PrivateKey(pemRepresentation: String(decoding: keyPEM, as: UTF8.self))
            else {
                throw .unusableDirectory(
                    path: directory.certificateFile,
                    reason: "it or \(directory.certificateKeyFile) is damaged; restore both from a backup"
                )
            }
            self.certificate = certificate
            self.key = key
            return
        }
        do {
            let key = try Self.makeKey(random)
            let certificate = try Self.makeRoot(key: key, random: random, now: now)
            let pem = try certificate.serializeAsPEM().pemString
            try PrivateFile.write(Array(key.pemRepresentation.utf8), to: directory.certificateKeyFile)
            try PrivateFile.write(Array((pem + "\n").utf8), to: directory.certificateFile, isPublic: true)
            self.certificate = certificate
            self.key = key
        } catch let error as StartError {
            throw error
        } catch {
            throw .unusableDirectory(path: directory.certificateFile, reason: "\(error)")
        }
    }

    /// The certificate's DER bytes.
    func derBytes() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    /// The certificate as PEM.
    func pem() throws -> String { try certificate.serializeAsPEM().pemString + "\n" }

    /// The certificate as PEM in base64, as EKS describes a cluster's.
    func pemInBase64() throws -> String {
        Data((try certificate.serializeAsPEM().pemString + "\n").utf8).base64EncodedString()
    }

    /// SHA-1 of the certificate, 40 lower-case hexadecimal digits, as IAM's thumbprints are written.
    func thumbprint() throws -> String {
        Insecure.SHA1.hash(data: try derBytes()).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    /// A certificate and key for a server that goes by some names, in PEM.
    func makeServerIdentity(
        hosts: [String],
        random: RandomSource,
        now: Timestamp
    ) throws -> (certificate: String, key: String) {
        let key = try Self.makeKey(random)
        let name = try DistinguishedName { CommonName(hosts.first ?? "localhost") }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(bytes: random.bytes(16).map { $0 & 0x7F }),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Self.date(now) - 3600,
            notValidAfter: Self.date(now) + Self.serverValidity,
            issuer: certificate.subject,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(hosts.map(Self.alternativeName))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
                AuthorityKeyIdentifier(
                    keyIdentifier: SubjectKeyIdentifier(hash: Certificate.PublicKey(self.key.publicKey)).keyIdentifier
                )
            },
            issuerPrivateKey: Certificate.PrivateKey(self.key)
        )
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
    }

    /// A certificate and key for a client that the cluster's API knows by name and groups, in PEM.
    func makeClientIdentity(
        name: String,
        groups: [String],
        random: RandomSource,
        now: Timestamp
    ) throws -> (certificate: String, key: String) {
        let key = try Self.makeKey(random)
        let subject = try DistinguishedName {
            for group in groups { OrganizationName(group) }
            CommonName(name)
        }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(bytes: random.bytes(16).map { $0 & 0x7F }),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Self.date(now) - 3600,
            notValidAfter: Self.date(now) + Self.serverValidity,
            issuer: certificate.subject,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.clientAuth])
                AuthorityKeyIdentifier(
                    keyIdentifier: SubjectKeyIdentifier(hash: Certificate.PublicKey(self.key.publicKey)).keyIdentifier
                )
            },
            issuerPrivateKey: Certificate.PrivateKey(self.key)
        )
        return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
    }

    /// Who a client certificate (DER) of this authority is for: the common name, and the organizations as groups.
    static func user(of der: [UInt8]) -> (name: String, groups: [String])? {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        var name: String?
        var groups: [String] = []
        for attribute in certificate.subject.flatMap({ Array($0) }) {
            guard let value = String(attribute.value) else { continue }
            switch attribute.type {
            case .RDNAttributeType.commonName: name = value
            case .RDNAttributeType.organizationName: groups.append(value)
            default: break
            }
        }
        return name.map { ($0, groups) }
    }

    private static func makeRoot(
        key: P256.Signing.PrivateKey,
        random: RandomSource,
        now: Timestamp
    ) throws -> Certificate {
        let name = try DistinguishedName {
            OrganizationName("Lanyard")
            CommonName("Lanyard local certificate authority")
        }
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(bytes: random.bytes(16).map { $0 & 0x7F }),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: date(now) - 3600,
            notValidAfter: date(now) + validity,
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(key.publicKey))
            },
            issuerPrivateKey: Certificate.PrivateKey(key)
        )
    }

    private static func makeKey(_ random: RandomSource) throws -> P256.Signing.PrivateKey {
        try P256.Signing.PrivateKey(rawRepresentation: random.bytes(32))
    }

    private static func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: Double(time.seconds)) }

    private static func alternativeName(_ host: String) -> GeneralName {
        if let address = IPAddressBytes.parse(host) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
        return .dnsName(host)
    }
}
