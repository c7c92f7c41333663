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
    package init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].elementsEqual("arn".utf8), !parts[1].isEmpty, !parts[2].isEmpty,
            !parts[5].isEmpty
        else { return nil }
        partition = String(decoding: parts[1], as: UTF8.self)
        service = String(decoding: parts[2], as: UTF8.self)
        region = String(decoding: parts[3], as: UTF8.self)
        account = String(decoding: parts[4], as: UTF8.self)
        resource = String(decoding: parts[5], as: UTF8.self)
    }

    package var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
}
