import AWSProtocols
import AWSVocabulary
import Store

/// The `InstanceProfile` shape.
enum InstanceProfileShape {
    /// With its role in full; tags only where asked for.
    static func of(_ profile: InstanceProfileRecord, in view: AccountView, tagged: Bool) -> WireStructure {
        let role = profile.roleName.flatMap { RoleRecord.lookUp($0, in: view) }
        return [
            "Path": .string(profile.path),
            "InstanceProfileName": .string(profile.name),
            "InstanceProfileId": .string(profile.id),
            "Arn": .string(profile.arn.description),
            "CreateDate": .timestamp(profile.createdAt),
            "Roles": .list(role.map { [.structure(RoleShape.listed($0))] } ?? []),
            "Tags": tagged ? TagShape.listIfAny(profile.tags) : nil,
        ]
    }
}
