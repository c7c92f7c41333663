import AWSProtocols
import AWSVocabulary
import Store

/// The `AccessKeyMetadata` shape.
enum AccessKeyShape {
    static func of(_ key: AccessKeyRecord) -> WireStructure {
        [
            "UserName": .string(key.userName),
            "AccessKeyId": .string(key.id),
            "Status": .string(key.isActive ? "Active" : "Inactive"),
            "CreateDate": .timestamp(key.createdAt),
        ]
    }

    /// With the secret, which only `CreateAccessKey` ever tells.
    static func withSecret(_ key: AccessKeyRecord) -> WireStructure {
        [
            "UserName": .string(key.userName),
            "AccessKeyId": .string(key.id),
            "Status": .string(key.isActive ? "Active" : "Inactive"),
            "SecretAccessKey": .string(key.secret.exposed),
            "CreateDate": .timestamp(key.createdAt),
        ]
    }
}
