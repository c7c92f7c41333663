import AWSProtocols
import AWSVocabulary
import Directory
import Store

/// The account's own policies; AWS's are not entities of an account and cannot be changed.
extension ManagedPolicyRecord: IAMEntity {
    static let resourceType = "AWS::IAM::Policy"
    static let foldsTagKeys = false

    static func readIdentifier(_ reader: inout ParameterReader) -> String { reader.arn("PolicyArn") }

    static func lookUp(_ identifier: String, in view: AccountView) -> ManagedPolicyRecord? {
        guard let record = view.snapshot.managedPolicy(identifier)?.record, record.account == view.account else {
            return nil
        }
        return record
    }

    static func notFound(_ identifier: String, account: String) -> Fault {
        guard let arn = ARN(identifier), arn.service == "iam", arn.resource.hasPrefix("policy/") else {
            return Words.invalidARN(identifier)
        }
        return arn.account == account ? Words.noPolicy(identifier) : Words.outsideAccount
    }

    static func expectedARN(of identifier: String, account: String) -> String { identifier }
}
