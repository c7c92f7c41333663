import IAMPolicy

/// The condition keys of a token's exchange that every provider shares, folded once.
enum WebIdentityKeys {
    static let federatedProvider = ConditionKey("aws:FederatedProvider")
    static let sessionName = ConditionKey("sts:RoleSessionName")
    static let duration = ConditionKey("sts:DurationSeconds")
    static let sourceIdentity = ConditionKey("sts:SourceIdentity")
}
