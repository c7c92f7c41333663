import AWSVocabulary
import Ambient
import IAMPolicy
import ServiceModel
import SessionCredentials

/// The condition keys every call has (IAM User Guide, "AWS global condition context keys").
enum RequestKeys {
    static func keys(of call: Call, standing: CallerStanding) -> ContextKeys {
        let context = call.context
        var keys = ContextKeys()
        keys["aws:SourceIp"] = [context.sourceIP]
        keys["aws:SecureTransport"] = [context.isSecure ? "true" : "false"]
        keys["aws:CurrentTime"] = [context.receivedAt.rfc3339]
        keys["aws:EpochTime"] = [String(context.receivedAt.seconds)]
        keys["aws:RequestedRegion"] = [context.region.description]
        keys["aws:ViaAWSService"] = ["false"]
        if let agent = context.userAgent { keys["aws:UserAgent"] = [agent] }
        addPrincipal(to: &keys, caller: context.caller, standing: standing)
        return keys
    }

    private static func addPrincipal(to keys: inout ContextKeys, caller: Caller, standing: CallerStanding) {
        guard let arn = standing.entityARN, let account = standing.account else { return }
        keys["aws:PrincipalArn"] = [arn]
        keys["aws:PrincipalAccount"] = [account.description]
        if let id = caller.userID { keys["aws:userid"] = [id] }
        for tag in standing.tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        switch caller {
        case .anonymous: break
        case .user(let user):
            keys["aws:PrincipalType"] = ["User"]
            keys["aws:username"] = [user.name]
        case .session(let session): addSession(session.claims, to: &keys)
        }
    }

    private static func addSession(_ claims: SessionClaims, to keys: inout ContextKeys) {
        keys["aws:TokenIssueTime"] = [claims.issuedAt.rfc3339]
        keys["aws:MultiFactorAuthPresent"] = ["false"]
        if let identity = claims.sourceIdentity { keys["aws:SourceIdentity"] = [identity] }
        if let federation = claims.federation { keys["aws:FederatedProvider"] = [federation.providerARN] }
        switch claims.principal {
        case .role: keys["aws:PrincipalType"] = ["AssumedRole"]
        case .user(_, let name, _):
            keys["aws:PrincipalType"] = ["User"]
            keys["aws:username"] = [name]
        }
    }
}
