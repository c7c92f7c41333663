import Ambient
import IdentityTokens

/// Signing keys, made once for all tests because that takes long.
enum TestKeys {
    private static let made = (0..<2).map { _ in
        Result { try SigningKey.generate(random: .system, isSeeded: false) }
    }

    static func own() throws -> SigningKey { try made[0].get() }
    /// A key that the issuer does not have.
    static func stranger() throws -> SigningKey { try made[1].get() }
}
