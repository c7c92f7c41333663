import AWSProtocols
import AWSVocabulary
import Directory
import Store

extension RoleRecord: PolicyHolder {
    static let resourceType = "AWS::IAM::Role"
    static let foldsTagKeys = true
    static let noun = "role"
    static let attachmentQuota = "PoliciesPerRole"

    static func inlineSize(_ limits: Limits) -> Int { limits.roleInlineSize }

    static func readIdentifier(_ reader: inout ParameterReader) -> String { reader.name("RoleName", atMost: 64) }

    static func lookUp(_ identifier: String, in view: AccountView) -> RoleRecord? {
        view.snapshot.role(identifier, account: view.account)?.record
    }

    static func notFound(_ identifier: String, account: String) -> Fault { Words.noRole(identifier) }

    static func expectedARN(of identifier: String, account: String) -> String {
        "arn:aws:iam::\(account):role/\(identifier)"
    }
}
