extension ARN {
    /// The ARN of an IAM entity, for example `arn:aws:iam::111122223333:role/path/name`; `path` starts and ends with `/`.
    package static func iam(_ kind: String, path: String = "/", name: String, account: AccountID) -> ARN {
        ARN(service: "iam", account: account.description, resource: kind + path + name)
    }

    /// The ARN a role session goes by: `arn:aws:sts::111122223333:assumed-role/name/session`, without the role's path.
    package static func assumedRole(name: String, session: String, account: AccountID) -> ARN {
        ARN(service: "sts", account: account.description, resource: "assumed-role/\(name)/\(session)")
    }

    /// The name after the last slash of an IAM resource: `name` of `role/path/name`.
    package var resourceName: Substring {
        let slash = UInt8(ascii: "/")
        let utf8 = resource.utf8
        guard let last = utf8.lastIndex(where: { $0 != slash }) else { return resource[...] }
        let start = utf8[..<last].lastIndex(of: slash).map { utf8.index(after: $0) } ?? utf8.startIndex
        return resource[start...last]
    }
}
