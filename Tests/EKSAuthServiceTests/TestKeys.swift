import Ambient
import IdentityTokens

/// Signing keys, made once for all tests because that takes long.
enum TestKeys {
    private static let made = (0..<3).map { _ in
        Result { try SigningKey.generate(random: .system, isSeeded: false) }
    }

    static func first() throws -> SigningKey { try made[0].get() }
    static func second() throws -> SigningKey { try made[1].get() }
    /// A key that no issuer has.
    static func stranger() throws -> SigningKey { try made[2].get() }
}
