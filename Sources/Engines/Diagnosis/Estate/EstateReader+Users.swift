import AWSVocabulary
import IAMPolicy
import JSONTree

extension Estate {
    /// Users and groups of `aws iam get-account-authorization-details`, or the user of `get-user`.
    ///
    /// - Throws: `EstateError` for a user without an ARN.
    mutating func readUsers(_ root: LocatedJSON, _ file: String) throws(EstateError) {
        for detail in root["GroupDetailList"].map(elements) ?? [] {
            guard let name = detail["GroupName"]?.text else { continue }
            groups[Self.groupKey(name, account: detail["Arn"]?.text.flatMap { ARN($0)?.account } ?? "")] = GroupExport(
                inline: inline(detail["GroupPolicyList"], file),
                attached: attachments(detail) ?? []
            )
        }
        for detail in root["UserDetailList"].map(elements) ?? root["User"].map({ [$0] }) ?? [] {
            guard let arn = detail["Arn"]?.text.flatMap({ ARN($0) }) else {
                throw EstateError(file, detail.position, "a user without an Arn")
            }
            users.append(
                UserExport(
                    arn: arn,
                    uniqueID: detail["UserId"]?.text,
                    inline: inline(detail["UserPolicyList"], file),
                    attached: attachments(detail),
                    groups: detail["GroupList"].map { elements($0).compactMap(\.text) } ?? [],
                    boundary: detail["PermissionsBoundary"]?["PermissionsBoundaryArn"]?.text,
                    tags: tags(detail)
                )
            )
        }
    }

    /// Groups are named within their account.
    static func groupKey(_ name: String, account: String) -> String { "\(account)/\(name)" }

    // MARK: Parts that users and roles share

    mutating func inline(_ list: LocatedJSON?, _ file: String) -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        for policy in list.map(elements) ?? [] {
            guard let document = policy["PolicyDocument"] else { continue }
            policies.append(attached(document, .identity, name: policy["PolicyName"]?.text ?? "inline", file))
        }
        return policies
    }

    /// ARNs of managed policies; nil if the file leaves them out.
    func attachments(_ detail: LocatedJSON) -> [String]? {
        detail["AttachedManagedPolicies"].map { elements($0).compactMap { $0["PolicyArn"]?.text } }
    }

    func tags(_ detail: LocatedJSON) -> [Tag] {
        (detail["Tags"].map(elements) ?? []).compactMap { tag in
            tag["Key"]?.text.flatMap { key in tag["Value"]?.text.map { Tag(key: key, value: $0) } }
        }
    }
}
