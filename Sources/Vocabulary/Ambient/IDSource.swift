package import AWSVocabulary

/// Makes the ids of things from a source of randomness.
package struct IDSource: Sendable {
    package let random: RandomSource

    package init(random: RandomSource) {
        self.random = random
    }

    /// A lower-case version-4 UUID (RFC 9562).
    package func uuid() -> String {
        var bytes = random.bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        return UUIDText.text(of: bytes)
    }

    /// An IAM unique id: four letters of kind, then 17 of `[A-Z0-9]`.
    package func uniqueID(_ prefix: UniqueIDPrefix) -> String {
        prefix.rawValue + random.text(17, from: upperAlphanumerics)
    }

    /// Twenty characters: the kind, the account number in base 32 as `GetAccessKeyInfo` reads it back, and randomness.
    package func accessKeyID(_ prefix: UniqueIDPrefix, account: AccountID) -> String {
        prefix.rawValue + AccessKeyAccount.encode(account) + random.text(7, from: base32Digits)
    }

    /// Forty characters of the base64 alphabet, 240 random bits.
    package func secretAccessKey() -> Secret { Secret(random.text(40, from: base64Digits)) }

    /// Lower-case letters and digits, for example the 17 after `a-` in an association id.
    package func lowerAlphanumerics(_ count: Int) -> String { random.text(count, from: lowerAlphanumericDigits) }

    /// Upper-case hexadecimal digits, for example the 32 of an EKS issuer's path.
    package func upperHex(_ count: Int) -> String { random.text(count, from: Array("0123456789ABCDEF".utf8)) }

    /// A lower-case version-7 UUID (RFC 9562): ordered by time, so that indexes of them grow at one end.
    package func timeOrderedUUID(_ time: Timestamp) -> String { UUIDText.text(of: timeOrderedBytes(time)) }

    /// An id for a new request.
    package func requestID(_ time: Timestamp) -> RequestID { RequestID(uuid: timeOrderedBytes(time)) }

    private func timeOrderedBytes(_ time: Timestamp) -> [UInt8] {
        var bytes = random.bytes(16)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: time.milliseconds >> Int64(40 - 8 * index)) }
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes
    }
}

private let upperAlphanumerics = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
private let lowerAlphanumericDigits = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
private let base32Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
