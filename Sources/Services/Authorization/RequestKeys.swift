import AWSVocabulary
import Ambient
import IAMPolicy
import ServiceModel
import SessionCredentials

/// The condition keys every call has (IAM User Guide, "AWS global condition context keys").
enum RequestKeys {
    private static let sourceIP = ConditionKey("aws:SourceIp")
    private static let secureTransport = ConditionKey("aws:SecureTransport")
    private static let currentTime = ConditionKey("aws:CurrentTime")
    private static let epochTime = ConditionKey("aws:EpochTime")
    private static let requestedRegion = ConditionKey("aws:RequestedRegion")
    private static let viaService = ConditionKey("aws:ViaAWSService")
    /// The account that has what a call is about.
    static let resourceAccount = ConditionKey("aws:ResourceAccount")
    private static let referer = ConditionKey("aws:Referer")
    private static let userAgent = ConditionKey("aws:UserAgent")
    private static let principalARN = ConditionKey("aws:PrincipalArn")
    private static let principalAccount = ConditionKey("aws:PrincipalAccount")
    private static let principalType = ConditionKey("aws:PrincipalType")
    private static let principalIsService = ConditionKey("aws:PrincipalIsAWSService")
    private static let userID = ConditionKey("aws:userid")
    private static let userName = ConditionKey("aws:username")
    private static let tokenIssueTime = ConditionKey("aws:TokenIssueTime")
    private static let multiFactor = ConditionKey("aws:MultiFactorAuthPresent")
    private static let sourceIdentity = ConditionKey("aws:SourceIdentity")
    private static let federatedProvider = ConditionKey("aws:FederatedProvider")

    static func keys(of call: Call, standing: CallerStanding) -> ContextKeys {
        let context = call.context
        var keys = ContextKeys()
        keys.reserveCapacity(20)
        keys.set(sourceIP, context.sourceIP)
        keys.set(secureTransport, context.isSecure ? "true" : "false")
        keys.set(currentTime, context.receivedAt.rfc3339)
        keys.set(epochTime, String(context.receivedAt.seconds))
        keys.set(requestedRegion, context.region.description)
        keys.set(viaService, "false")
        if let agent = context.userAgent { keys.set(userAgent, agent) }
        if let address = call.head.header("referer") { keys.set(referer, address) }
        addPrincipal(to: &keys, caller: context.caller, standing: standing)
        return keys
    }

    private static func addPrincipal(to keys: inout ContextKeys, caller: Caller, standing: CallerStanding) {
        guard let arn = standing.entityARN, let account = standing.account else {
            if case .anonymous = caller { keys.set(principalType, "Anonymous") }
            return
        }
        keys.set(principalARN, arn)
        keys.set(principalAccount, account.description)
        keys.set(principalIsService, "false")
        if let id = caller.userID { keys.set(userID, id) }
        for tag in standing.tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        switch caller {
        case .anonymous: break
        case .user(let user):
            keys.set(principalType, "User")
            keys.set(userName, user.name)
        case .session(let session): addSession(session.claims, to: &keys)
        }
    }

    private static func addSession(_ claims: SessionClaims, to keys: inout ContextKeys) {
        keys.set(tokenIssueTime, claims.issuedAt.rfc3339)
        keys.set(multiFactor, "false")
        if let identity = claims.sourceIdentity { keys.set(sourceIdentity, identity) }
        if let federation = claims.federation { keys.set(federatedProvider, federation.providerARN) }
        switch claims.principal {
        case .role: keys.set(principalType, "AssumedRole")
        case .user(_, let name, _):
            keys.set(principalType, "User")
            keys.set(userName, name)
        }
    }
}
