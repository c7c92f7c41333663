import Ambient
import JSONTree

extension AuditIdentity {
    /// The name that `LookupEvents` finds the event by.
    var userName: String? {
        switch self {
        case .anonymous, .service: nil
        case .user(let user): user.name
        case .session(let session): session.name
        case .webIdentity(let identity): identity.subject
        }
    }

    var accessKeyID: String? {
        switch self {
        case .anonymous, .webIdentity, .service: nil
        case .user(let user): user.accessKeyID
        case .session(let session): session.accessKeyID
        }
    }

    /// CloudTrail's `userIdentity` element.
    var cloudTrail: JSON {
        switch self {
        case .anonymous: ["type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"]
        case .user(let user):
            [
                "type": "IAMUser", "principalId": .string(user.id), "arn": .string(user.arn),
                "accountId": .string(user.account), "accessKeyId": .string(user.accessKeyID),
                "userName": .string(user.name),
            ]
        case .session(let session): Self.cloudTrail(session)
        case .service(let name): ["type": "AWSService", "invokedBy": .string(name)]
        case .webIdentity(let identity):
            [
                "type": "WebIdentityUser",
                "principalId": .string("\(identity.providerARN):\(identity.audience):\(identity.subject)"),
                "userName": .string(identity.subject), "identityProvider": .string(identity.providerARN),
            ]
        }
    }

    private static func cloudTrail(_ session: Session) -> JSON {
        var context: JSONObject = [
            "sessionIssuer": [
                "type": "Role", "principalId": .string(session.roleID), "arn": .string(session.roleARN),
                "accountId": .string(session.account), "userName": .string(session.roleName),
            ],
            "attributes": ["creationDate": .string(session.issuedAt.rfc3339), "mfaAuthenticated": "false"],
        ]
        if let provider = session.federatedProvider {
            context["webIdFederationData"] = ["federatedProvider": .string(provider), "attributes": [:]]
        }
        if let identity = session.sourceIdentity { context["sourceIdentity"] = .string(identity) }
        return [
            "type": "AssumedRole", "principalId": .string(session.id), "arn": .string(session.arn),
            "accountId": .string(session.account), "accessKeyId": .string(session.accessKeyID),
            "sessionContext": .object(context),
        ]
    }
}

extension AuditIdentity.Session {
    /// What its ARN ends with.
    fileprivate var name: String {
        arn.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(arn[arn.utf8.index(after: $0)...]) } ?? arn
    }
}
