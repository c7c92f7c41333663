import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import Store

/// The `PolicyVersion` shape.
enum PolicyVersionShape {
    static func listed(_ version: PolicyVersionRecord, of policy: ManagedPolicyRecord) -> WireStructure {
        shape("v\(version.number)", isDefault: version.number == policy.defaultVersion, createdAt: version.createdAt)
    }

    /// The ids of the versions that are known, newest first.
    static func ids(of policy: ManagedPolicyEntry) -> [String] {
        guard let record = policy.record else { return [policy.defaultVersionID] }
        return record.versions.reversed().map { "v\($0.number)" }
    }

    /// All versions that are known, newest first, without documents.
    static func all(of policy: ManagedPolicyEntry) -> [WireStructure] {
        guard let record = policy.record else {
            return [shape(policy.defaultVersionID, isDefault: true, createdAt: policy.updatedAt)]
        }
        return record.versions.reversed().map { listed($0, of: record) }
    }

    /// One version with its document.
    ///
    /// - Throws: `NoSuchEntity`.
    static func withDocument(_ id: String, of policy: ManagedPolicyEntry) throws(Fault) -> WireStructure {
        guard let record = policy.record else {
            guard id == policy.defaultVersionID else { throw Words.noVersion(id, of: policy.arn) }
            guard let document = policy.defaultText else {
                throw Fault(.internalFailure, log: "the document of \(policy.arn) cannot be read")
            }
            return shape(id, isDefault: true, createdAt: policy.updatedAt, document: document)
        }
        let version = try record.version(id)
        return shape(
            id,
            isDefault: version.number == record.defaultVersion,
            createdAt: version.createdAt,
            document: version.document
        )
    }

    private static func shape(
        _ id: String,
        isDefault: Bool,
        createdAt: Timestamp,
        document: String? = nil
    ) -> WireStructure {
        [
            "Document": document.map(PolicyText.encoded),
            "VersionId": .string(id),
            "IsDefaultVersion": .boolean(isDefault),
            "CreateDate": .timestamp(createdAt),
        ]
    }
}
