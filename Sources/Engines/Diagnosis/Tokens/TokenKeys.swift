import AWSVocabulary
import IAMPolicy
import IdentityTokens

extension TokenClaims {
    /// The condition keys that the exchange of the token has, by every name the provider goes by.
    func contextKeys(hosts: [String], providerARN: String, sessionName: String, roleTags: [Tag]) -> ContextKeys {
        var keys = ContextKeys()
        keys["aws:FederatedProvider"] = [providerARN]
        for host in hosts {
            keys["\(host):sub"] = [subject]
            if let authorizedParty {
                keys["\(host):aud"] = [authorizedParty]
                keys["\(host):azp"] = [authorizedParty]
                keys["\(host):oaud"] = audiences
            } else {
                keys["\(host):aud"] = audiences
            }
            if !methods.isEmpty { keys.set("\(host):amr", multivalued: methods) }
        }
        keys["sts:RoleSessionName"] = [sessionName]
        if let sourceIdentity { keys["sts:SourceIdentity"] = [sourceIdentity] }
        keys.add(requestTags: sessionTags, transitive: transitiveTagKeys)
        for tag in roleTags { keys["aws:ResourceTag/\(tag.key)"] = [tag.value] }
        return keys
    }
}

extension ContextKeys {
    mutating func add(requestTags tags: [Tag], transitive: [String]) {
        guard !tags.isEmpty else { return }
        for tag in tags { self["aws:RequestTag/\(tag.key)"] = [tag.value] }
        set("aws:TagKeys", multivalued: tags.map(\.key))
        if !transitive.isEmpty { set("sts:TransitiveTagKeys", multivalued: transitive) }
    }
}
