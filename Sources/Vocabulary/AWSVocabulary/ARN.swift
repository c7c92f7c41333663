/// An Amazon Resource Name: `arn:partition:service:region:account:resource`, six parts split at the first five colons.
package struct ARN: Hashable, Sendable, CustomStringConvertible {
    package var partition: String
    package var service: String
    /// Empty for global services such as IAM.
    package var region: String
    /// Twelve digits, `aws` for AWS's own policies, or empty, as in S3's ARNs.
    package var account: String
    /// Everything after the fifth colon, which may hold colons and slashes.
    package var resource: String

    package init(partition: String = "aws", service: String, region: String = "", account: String, resource: String) {
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// Accepts six parts of which partition, service and resource are not empty.
    package init?(_ text: some StringProtocol) { self.init(String(text)) }

    /// As above, for a text of its own.
    package init?(_ text: String) {
        var text = text
        let parts: [String]? = text.withUTF8 { bytes in
            guard bytes.starts(with: "arn:".utf8) else { return nil }
            var parts: [String] = []
            parts.reserveCapacity(5)
            var start = 4
            for index in start..<bytes.count where bytes[index] == UInt8(ascii: ":") && parts.count < 4 {
                parts.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self))
                start = index + 1
            }
            guard parts.count == 4, start < bytes.count else { return nil }
            parts.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start...]), as: UTF8.self))
            return parts
        }
        guard let parts, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (partition, service, region, account, resource) = (parts[0], parts[1], parts[2], parts[3], parts[4])
    }

    package var description: String {
        String(joining: ["arn", partition, service, region, account, resource], by: ":")
    }
}
