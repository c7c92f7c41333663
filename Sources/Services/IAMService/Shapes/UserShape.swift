import AWSProtocols
import AWSVocabulary
import Store

/// The `User` shape.
enum UserShape {
    /// As lists show a user: without tags and boundary.
    static func listed(_ user: UserRecord) -> WireStructure {
        [
            "Path": .string(user.path),
            "UserName": .string(user.name),
            "UserId": .string(user.id),
            "Arn": .string(user.arn.description),
            "CreateDate": .timestamp(user.createdAt),
        ]
    }

    static func full(_ user: UserRecord) -> WireStructure {
        var shape = listed(user)
        shape["PermissionsBoundary"] = BoundaryShape.of(user)
        shape["Tags"] = TagShape.listIfAny(user.tags)
        return shape
    }
}
