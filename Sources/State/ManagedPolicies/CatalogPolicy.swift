package import Ambient

/// A policy that AWS manages.
package struct CatalogPolicy: Sendable, Hashable {
    package let name: String
    /// For example `/service-role/`.
    package let path: String
    /// For example `v3`.
    package let versionID: String
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    let block: Int
    let offset: Int
    let length: Int

    package var arn: String { "arn:aws:iam::aws:policy\(path)\(name)" }

    /// `ANPA` and 17 characters that follow from the ARN, so that they never change.
    package var id: String {
        // FNV-1a, 64 bits, carried on for as many characters as are needed.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in arn.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
        var text = Array("ANPA".utf8)
        for place in 0..<17 {
            hash = (hash ^ UInt64(place)) &* 0x0000_0100_0000_01B3
            text.append(digits[Int((hash >> 32) % 36)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// False for the policies of service-linked roles.
    package var isAttachable: Bool { path != "/aws-service-role/" }
}
