/// Makes role ARNs of role names, in one account.
package struct RoleComposition: Sendable, Hashable {
    package let partition: String
    package let account: String

    package init(partition: String, account: String) {
        self.partition = partition
        self.account = account
    }

    /// The composition in the partition that a region belongs to.
    package init(region: String, account: String) {
        let partitions = [
            ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"), ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"), ("eu-isoe-", "aws-iso-e"), ("eusc-", "aws-eusc"),
        ]
        self.init(partition: partitions.first { region.hasPrefix($0.0) }?.1 ?? "aws", account: account)
    }

    /// The ARN of a role's name or path and name; what holds an ARN already stays as it is.
    package func complete(_ role: String) -> String {
        guard !role.isEmpty, !Self.holdsARN(role) else { return role }
        return "arn:\(partition):iam::\(account):role/\(role)"
    }

    private static func holdsARN(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let mark = Array("arn:".utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: mark) }
    }
}

/// The form of role ARNs.
package enum RoleARN {
    /// Whether a text is `arn:aws…:iam::<12 digits>:role/<path and name>`.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "iam", parts[3].isEmpty,
            parts[1].dropFirst(3).utf8.allSatisfy({ isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }),
            parts[4].utf8.count == 12, parts[4].utf8.allSatisfy(isDigit), parts[5].hasPrefix("role/")
        else { return false }
        let name = parts[5].dropFirst("role/".count).utf8
        return !name.isEmpty && name.allSatisfy(isNameByte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLower(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || "_-/.@+=,".utf8.contains(byte)
    }
}
