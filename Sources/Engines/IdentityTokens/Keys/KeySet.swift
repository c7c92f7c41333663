package import JSONTree

/// The keys of an issuer (RFC 7517 section 5), found by their ids and in no other way.
package struct KeySet: Sendable {
    private static let maximumKeys = 100

    package let keys: [VerificationKey]

    package init(_ keys: [VerificationKey]) {
        self.keys = keys
    }

    /// Reads a key set; keys of other kinds, for other uses or without an id are left out.
    ///
    /// - Throws: `KeySetError`.
    package init(parsing bytes: [UInt8]) throws(KeySetError) {
        let limits = JSONLimits(maximumBytes: 256 * 1024, maximumDepth: 8, maximumValues: 5000)
        guard let json = try? JSON(parsing: bytes, limits: limits), let list = json["keys"]?.array else {
            throw KeySetError(reason: "it is no JSON object with a list of keys")
        }
        guard list.count <= Self.maximumKeys else {
            throw KeySetError(reason: "it has more than \(Self.maximumKeys) keys")
        }
        keys = list.compactMap { JSONWebKey.verificationKey($0) }
        guard Set(keys.map(\.id)).count == keys.count else { throw KeySetError(reason: "two of its keys have one id") }
    }

    /// The key of an id; nil if there is none, whatever other keys there are.
    package func key(_ id: KeyID) -> VerificationKey? { keys.first { $0.id == id } }

    /// The set as the issuer publishes it.
    package var json: JSON { ["keys": .array(keys.compactMap { JSONWebKey.json($0) })] }
}

/// Why a key set could not be used.
package struct KeySetError: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String

    package var description: String { "the key set cannot be used: \(reason)" }
}
