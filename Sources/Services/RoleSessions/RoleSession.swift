package import AWSProtocols
import AWSVocabulary
import Ambient
package import JSONTree
package import SessionCredentials
package import Store

/// A role session that was allowed, and what its answer and its audit record say of it.
package struct RoleSession: Sendable {
    package let credentials: MintedCredentials
    package let role: RoleRecord
    package let sessionName: String
    package let packedSize: Int?
    package let sourceIdentity: String?

    /// `AROA…:<session name>`.
    package var id: String { String(joining: [role.id, sessionName], by: ":") }

    package var arn: String {
        let resource = String(joining: ["assumed-role", role.name, sessionName], by: "/")
        return String(joining: ["arn:aws:sts:", role.account, resource], by: ":")
    }

    /// The members that every way of assuming a role answers.
    package var output: WireStructure {
        [
            "Credentials": .structure(credentials.output),
            "AssumedRoleUser": ["AssumedRoleId": .string(id), "Arn": .string(arn)],
            "PackedPolicySize": packedSize.map { .integer($0) },
            "SourceIdentity": sourceIdentity.map { .string($0) },
        ]
    }

    /// The same as CloudTrail shows them.
    package var audited: JSONObject {
        var object: JSONObject = [
            "credentials": credentials.audited,
            "assumedRoleUser": ["assumedRoleId": .string(id), "arn": .string(arn)],
        ]
        if let packedSize { object["packedPolicySize"] = .number(JSONNumber(packedSize)) }
        if let sourceIdentity { object["sourceIdentity"] = .string(sourceIdentity) }
        return object
    }
}

extension MintedCredentials {
    /// The `Credentials` of an answer.
    package var output: WireStructure {
        [
            "AccessKeyId": .string(accessKeyID),
            "SecretAccessKey": .string(secret.exposed),
            "SessionToken": .string(sessionToken.exposed),
            "Expiration": .timestamp(expiresAt),
        ]
    }

    /// What an audit record may say: the secrets are left out.
    package var audited: JSON {
        ["accessKeyId": .string(accessKeyID), "expiration": .string(expiresAt.rfc3339)]
    }
}
