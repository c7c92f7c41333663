package import AWSVocabulary

/// What is asked: may somebody do something to something; a class, since every verdict refers to its request.
package final class AuthorizationRequest: Sendable {
    package let principal: Principal
    /// For example `s3:GetObject`.
    package let action: String
    /// An ARN, or `*` for actions that know no resources.
    package let resource: String
    /// Nil if the resource belongs to the principal's own account.
    package let resourceAccount: AccountID?
    package let keys: ContextKeys
    let names: PrincipalNames
    let actionName: ActionName
    /// The resource in UTF-8.
    let resourceBytes: [UInt8]

    package init(
        principal: Principal,
        action: String,
        resource: String,
        resourceAccount: AccountID?,
        keys: ContextKeys
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.resourceAccount = resourceAccount
        self.keys = keys
        names = PrincipalNames(principal)
        actionName = ActionName(action)
        resourceBytes = Array(resource.utf8)
    }

    /// Whether principal and resource belong to different accounts.
    var isCrossAccount: Bool {
        guard let own = principal.account, let resourceAccount else { return false }
        return own != resourceAccount
    }
}
