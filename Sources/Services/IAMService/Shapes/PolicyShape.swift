import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import Store

/// The `Policy` shape.
enum PolicyShape {
    /// As `CreatePolicy` answers: nothing uses it yet.
    static func created(_ policy: ManagedPolicyRecord) -> WireStructure {
        [
            "PolicyName": .string(policy.name),
            "PolicyId": .string(policy.id),
            "Arn": .string(policy.arn.description),
            "Path": .string(policy.path),
            "DefaultVersionId": .string("v\(policy.defaultVersion)"),
            "AttachmentCount": 0,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": true,
            "CreateDate": .timestamp(policy.createdAt),
            "UpdateDate": .timestamp(policy.updatedAt),
            "Tags": TagShape.listIfAny(policy.tags),
        ]
    }

    /// As lists show a policy: without description and tags.
    static func listed(_ policy: ManagedPolicyEntry, in view: AccountView) -> WireStructure {
        [
            "PolicyName": .string(policy.name),
            "PolicyId": .string(policy.id),
            "Arn": .string(policy.arn),
            "Path": .string(policy.path),
            "DefaultVersionId": .string(policy.defaultVersionID),
            "AttachmentCount": .integer(view.snapshot.attachmentCount(policy.arn)),
            "PermissionsBoundaryUsageCount": .integer(view.snapshot.boundaryUsageCount(policy.arn)),
            "IsAttachable": .boolean(policy.isAttachable),
            "CreateDate": .timestamp(policy.createdAt),
            "UpdateDate": .timestamp(policy.updatedAt),
        ]
    }

    static func full(_ policy: ManagedPolicyEntry, in view: AccountView) -> WireStructure {
        var shape = listed(policy, in: view)
        shape["Description"] = policy.record?.description.map(WireValue.string)
        shape["Tags"] = TagShape.list(policy.record?.tags ?? [])
        return shape
    }
}
