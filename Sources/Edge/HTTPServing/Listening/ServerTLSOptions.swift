import NIOSSL

/// Which TLS a listener speaks.
package struct ServerTLSOptions: Sendable {
    /// The oldest version spoken.
    package enum Version: Sendable {
        case tls10
        case tls11
        case tls12
        case tls13

        /// Accepts `1.0` to `1.3`, and `VersionTLS10` to `VersionTLS13`.
        package init?(_ text: String) {
            switch text {
            case "1.0", "VersionTLS10": self = .tls10
            case "1.1", "VersionTLS11": self = .tls11
            case "1.2", "VersionTLS12": self = .tls12
            case "1.3", "VersionTLS13": self = .tls13
            default: return nil
            }
        }

        var version: TLSVersion {
            switch self {
            case .tls10: .tlsv1
            case .tls11: .tlsv11
            case .tls12: .tlsv12
            case .tls13: .tlsv13
            }
        }
    }

    /// A cipher suite by its name in Go and the RFCs.
    package struct CipherSuite: Sendable {
        let value: NIOTLSCipher

        /// Nil for names that are not known, or not of this library.
        package init?(_ name: String) {
            guard let value = Self.known[name] else { return nil }
            self.value = value
        }

        private static let known: [String: NIOTLSCipher] = [
            "TLS_RSA_WITH_AES_128_CBC_SHA": .TLS_RSA_WITH_AES_128_CBC_SHA,
            "TLS_RSA_WITH_AES_256_CBC_SHA": .TLS_RSA_WITH_AES_256_CBC_SHA,
            "TLS_RSA_WITH_AES_128_GCM_SHA256": .TLS_RSA_WITH_AES_128_GCM_SHA256,
            "TLS_RSA_WITH_AES_256_GCM_SHA384": .TLS_RSA_WITH_AES_256_GCM_SHA384,
            "TLS_AES_128_GCM_SHA256": .TLS_AES_128_GCM_SHA256,
            "TLS_AES_256_GCM_SHA384": .TLS_AES_256_GCM_SHA384,
            "TLS_CHACHA20_POLY1305_SHA256": .TLS_CHACHA20_POLY1305_SHA256,
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": .TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": .TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA,
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": .TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": .TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305": .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305": .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
    }

    package var minimum = Version.tls12
    /// Empty for the library's own.
    package var cipherSuites: [CipherSuite] = []

    /// TLS 1.2 and later.
    package init() {}
}
