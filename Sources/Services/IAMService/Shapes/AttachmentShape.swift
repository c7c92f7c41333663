import AWSProtocols
import AWSVocabulary

/// The `AttachedPolicy` shape.
enum AttachmentShape {
    static func of(_ arn: String) -> WireValue {
        .structure(["PolicyName": .string(name(of: arn)), "PolicyArn": .string(arn)])
    }

    static func name(of arn: String) -> String { String(ARN(arn)?.resourceName ?? arn[...]) }
}
