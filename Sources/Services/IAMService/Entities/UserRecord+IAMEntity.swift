import AWSProtocols
import AWSVocabulary
import Directory
import Store

extension UserRecord: PolicyHolder {
    static let resourceType = "AWS::IAM::User"
    static let foldsTagKeys = true
    static let noun = "user"
    static let attachmentQuota = "PoliciesPerUser"

    static func inlineSize(_ limits: Limits) -> Int { limits.userInlineSize }

    static func readIdentifier(_ reader: inout ParameterReader) -> String { reader.name("UserName", atMost: 64) }

    static func lookUp(_ identifier: String, in view: AccountView) -> UserRecord? {
        view.snapshot.user(identifier, account: view.account)?.record
    }

    static func notFound(_ identifier: String, account: String) -> Fault { Words.noUser(identifier) }

    static func expectedARN(of identifier: String, account: String) -> String {
        "arn:aws:iam::\(account):user/\(identifier)"
    }
}
