import IAMPolicy
import IdentityTokens
import Store

extension WebIdentity {
    /// The condition keys that a token gives to the request it is exchanged by.
    var keys: ContextKeys {
        var keys = ContextKeys()
        keys.reserveCapacity(12)
        keys.set(WebIdentityKeys.federatedProvider, providerARN)
        add(to: &keys, prefix: provider.url)
        let issuer = String(claims.issuer.dropFirst("https://".count))
        // A provider written without the issuer's port stands for it; policies may name either.
        if issuer != provider.url { add(to: &keys, prefix: issuer) }
        return keys
    }

    private func add(to keys: inout ContextKeys, prefix: String) {
        keys.set(ConditionKey(prefix + ":sub"), claims.subject)
        if let party = claims.authorizedParty {
            keys["\(prefix):aud"] = [party]
            keys["\(prefix):azp"] = [party]
            keys["\(prefix):oaud"] = claims.audiences
        } else {
            keys["\(prefix):aud"] = claims.audiences
        }
        if let email = claims.email { keys["\(prefix):email"] = [email] }
        if !claims.methods.isEmpty { keys.set("\(prefix):amr", multivalued: claims.methods) }
    }
}
