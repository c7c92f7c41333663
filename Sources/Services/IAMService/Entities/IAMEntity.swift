import AWSProtocols
import AWSVocabulary
import Store

/// What the kinds of IAM entities have in common: they are found by an identifier, have an ARN and carry tags.
protocol IAMEntity: StateRecord {
    /// As CloudTrail calls the kind, for example `AWS::IAM::Role`.
    static var resourceType: String { get }
    /// Whether `Team` and `team` are one tag key, as for roles and users (IAM User Guide, "Tags for IAM resources").
    static var foldsTagKeys: Bool { get }

    /// Reads the parameter that names an entity of this kind: a name or an ARN.
    static func readIdentifier(_ reader: inout ParameterReader) -> String

    /// The entity of this identifier in the account, or nil.
    static func lookUp(_ identifier: String, in view: AccountView) -> Self?

    static func notFound(_ identifier: String, account: String) -> Fault

    /// The ARN that permission is asked on when there is no such entity.
    static func expectedARN(of identifier: String, account: String) -> String

    var arn: ARN { get }
    var tags: [Tag] { get set }
}
