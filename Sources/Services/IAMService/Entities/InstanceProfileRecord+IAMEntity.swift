import AWSProtocols
import AWSVocabulary
import Directory
import Store

extension InstanceProfileRecord: IAMEntity {
    static let resourceType = "AWS::IAM::InstanceProfile"
    static let foldsTagKeys = false

    static func readIdentifier(_ reader: inout ParameterReader) -> String {
        reader.name("InstanceProfileName", atMost: 128)
    }

    static func lookUp(_ identifier: String, in view: AccountView) -> InstanceProfileRecord? {
        view.snapshot.instanceProfile(identifier, account: view.account)
    }

    static func notFound(_ identifier: String, account: String) -> Fault { Words.noProfile(identifier) }

    static func expectedARN(of identifier: String, account: String) -> String {
        "arn:aws:iam::\(account):instance-profile/\(identifier)"
    }
}
