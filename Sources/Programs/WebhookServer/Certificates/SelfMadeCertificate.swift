import Ambient
import Crypto
import Foundation
import SwiftASN1
import X509

/// A server certificate under an authority made for it alone, whose key is forgotten.
struct SelfMadeCertificate: Sendable, Hashable {
    /// Seconds.
    static let lifetime: Int64 = 90 * 86_400

    /// The authority's certificate, and those before it that may still be in use, in PEM.
    var authorities: String
    let certificate: String
    let key: String
    let from: Timestamp
    let until: Timestamp
    let names: Set<String>

    /// Makes one for some names and addresses, from an hour ago on.
    static func make(names: [String], random: RandomSource, now: Timestamp) throws -> SelfMadeCertificate {
        let authorityKey = try makeKey(random)
        let from = now.adding(seconds: -3600)
        let until = now.adding(seconds: lifetime)
        let issuer = try DistinguishedName {
            OrganizationName("Lanyard")
            CommonName("pod-identity-webhook authority")
        }
        let keyID = SubjectKeyIdentifier(hash: Certificate.PublicKey(authorityKey.publicKey))
        let authority = try Certificate(
            version: .v3,
            serialNumber: serial(random),
            publicKey: Certificate.PublicKey(authorityKey.publicKey),
            notValidBefore: date(from),
            notValidAfter: date(until),
            issuer: issuer,
            subject: issuer,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
                keyID
            },
            issuerPrivateKey: Certificate.PrivateKey(authorityKey)
        )
        let key = try makeKey(random)
        let certificate = try Certificate(
            version: .v3,
            serialNumber: serial(random),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: date(from),
            notValidAfter: date(until),
            issuer: issuer,
            subject: try DistinguishedName { CommonName(names.first ?? "pod-identity-webhook") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names.map(alternativeName))
                AuthorityKeyIdentifier(keyIdentifier: keyID.keyIdentifier)
            },
            issuerPrivateKey: Certificate.PrivateKey(authorityKey)
        )
        return SelfMadeCertificate(
            authorities: try authority.serializeAsPEM().pemString + "\n",
            certificate: try certificate.serializeAsPEM().pemString + "\n",
            key: key.pemRepresentation + "\n",
            from: from,
            until: until,
            names: Set(names)
        )
    }

    /// Reads one that was kept; nil if it is no certificate with its names.
    init?(authorities: String, certificate: String, key: String) {
        guard let leaf = try? Certificate(pemEncoded: certificate), !authorities.isEmpty,
            (try? P256.Signing.PrivateKey(pemRepresentation: key)) != nil,
            let alternatives = try? leaf.extensions.subjectAlternativeNames
        else { return nil }
        self.init(
            authorities: authorities,
            certificate: certificate,
            key: key,
            from: Timestamp(seconds: Int64(leaf.notValidBefore.timeIntervalSince1970)),
            until: Timestamp(seconds: Int64(leaf.notValidAfter.timeIntervalSince1970)),
            names: Set(alternatives.compactMap(Self.text))
        )
    }

    private init(
        authorities: String,
        certificate: String,
        key: String,
        from: Timestamp,
        until: Timestamp,
        names: Set<String>
    ) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
        self.from = from
        self.until = until
        self.names = names
    }

    /// Whether it is for all these names, and a third of its life is left.
    func serves(_ names: [String], now: Timestamp) -> Bool {
        let left = until.seconds - now.seconds
        return left > (until.seconds - from.seconds) / 3 && self.names.isSuperset(of: names)
    }

    /// The first of its authorities: the one it is signed by.
    var ownAuthority: String {
        let end = "-----END CERTIFICATE-----\n"
        guard let range = authorities.firstRange(of: end) else { return authorities }
        return String(authorities[..<range.upperBound])
    }

    private static func makeKey(_ random: RandomSource) throws -> P256.Signing.PrivateKey {
        try P256.Signing.PrivateKey(rawRepresentation: random.bytes(32))
    }

    private static func serial(_ random: RandomSource) -> Certificate.SerialNumber {
        Certificate.SerialNumber(bytes: random.bytes(16).map { $0 & 0x7F })
    }

    private static func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: Double(time.seconds)) }

    private static func alternativeName(_ host: String) -> GeneralName {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, host, &bytes) == 1 {
            return .ipAddress(ASN1OctetString(contentBytes: bytes[..<4]))
        }
        if inet_pton(AF_INET6, host, &bytes) == 1 { return .ipAddress(ASN1OctetString(contentBytes: bytes[...])) }
        return .dnsName(host)
    }

    private static func text(_ name: GeneralName) -> String? {
        switch name {
        case .dnsName(let host): return host
        case .ipAddress(let octets):
            var buffer = [CChar](repeating: 0, count: 64)
            let family = octets.bytes.count == 4 ? AF_INET : AF_INET6
            guard inet_ntop(family, Array(octets.bytes), &buffer, 64) != nil else { return nil }
            return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        default: return nil
        }
    }
}
