import AWSProtocols
import AWSVocabulary
import Store

/// The `Role` shape.
enum RoleShape {
    /// As lists and instance profiles show a role: without tags and boundary.
    static func listed(_ role: RoleRecord) -> WireStructure {
        [
            "Path": .string(role.path),
            "RoleName": .string(role.name),
            "RoleId": .string(role.id),
            "Arn": .string(role.arn.description),
            "CreateDate": .timestamp(role.createdAt),
            "AssumeRolePolicyDocument": PolicyText.encoded(role.trustPolicy),
            "Description": role.description.map(WireValue.string),
            "MaxSessionDuration": .integer(role.maxSessionDuration),
        ]
    }

    static func full(_ role: RoleRecord) -> WireStructure {
        var shape = listed(role)
        shape["PermissionsBoundary"] = BoundaryShape.of(role)
        shape["Tags"] = TagShape.listIfAny(role.tags)
        return shape
    }
}
