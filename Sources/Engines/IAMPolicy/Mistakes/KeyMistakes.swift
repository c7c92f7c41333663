/// Why a condition's key was probably meant to be one that the request has.
struct KeyMistakes {
    let condition: Condition
    let keys: ContextKeys

    private var written: String { condition.key.description }

    /// The request has no such key.
    var all: [Mistake] {
        guard let colon = written.lastIndex(of: ":") else { return ofBareName }
        let claim = String(written[written.index(after: colon)...])
        let issuer = String(written[..<colon])
        guard let key = keys.names.first(where: { ContextKeyName($0)?.claim == claim.lowercased() }),
            let meant = ContextKeyName(key)?.issuer
        else { return ofOtherKey }
        let remedy = "\"\(key)\""
        if issuer.lowercased().hasPrefix("arn:") {
            return [
                Mistake(
                    .keyIsARN,
                    "the key is written as the provider's ARN, `\(written)`; keys begin with the issuer, without https://",
                    remedy: "the key is \(remedy)"
                )
            ]
        }
        if issuer.hasPrefix("https://") || issuer.hasPrefix("http://") {
            return [
                Mistake(.keyHasScheme, "the key is written with https://: `\(written)`", remedy: "the key is \(remedy)")
            ]
        }
        if !issuer.contains(".") {
            return [
                Mistake(
                    .keyWithoutIssuer,
                    "the key `\(written)` does not name the issuer; keys of tokens begin with it",
                    remedy: "the key is \(remedy)"
                )
            ]
        }
        guard let slip = IssuerSlip(wrote: issuer, meant: meant) else { return [] }
        return [
            Mistake(
                slip.kind,
                "the key is about the issuer `\(issuer)`, the token is of `\(meant)`: \(slip.difference)",
                remedy: "the key is \(remedy)"
            )
        ]
    }

    private var ofBareName: [Mistake] {
        guard let key = keys.names.first(where: { ContextKeyName($0)?.claim == written.lowercased() }) else {
            return ofOtherKey
        }
        return [
            Mistake(
                .keyWithoutIssuer,
                "the key `\(written)` does not name the issuer; keys of tokens begin with it",
                remedy: "the key is \"\(key)\""
            )
        ]
    }

    /// Keys that are not about a token.
    private var ofOtherKey: [Mistake] {
        for (wrote, meant) in [("aws:principaltag/", "aws:RequestTag/"), ("aws:requesttag/", "aws:PrincipalTag/")]
        where condition.key.folded.hasPrefix(wrote) {
            let name = meant + written.dropFirst(wrote.count)
            guard keys.find(ConditionKey(name)) != nil else { continue }
            return [
                Mistake(
                    .tagOfCaller,
                    "`\(written)` is missing, and `\(name)` is there: PrincipalTag is a tag the caller has already, "
                        + "RequestTag one that the new session gets",
                    remedy: "the key is \"\(name)\""
                )
            ]
        }
        guard let near = Resemblance.nearest(to: written, among: keys.names) else { return [] }
        return [
            Mistake(
                .keyTypo,
                "the request has no key `\(written)`; it has `\(near)`",
                remedy: "the key is \"\(near)\""
            )
        ]
    }
}

/// Issuer and claim of a key that is about a token.
struct ContextKeyName: Sendable {
    let issuer: String
    /// In lower case.
    let claim: String

    init?(_ key: String) {
        guard let colon = key.lastIndex(of: ":") else { return nil }
        issuer = String(key[..<colon])
        claim = key[key.index(after: colon)...].lowercased()
        guard issuer.contains(".") || issuer.contains("/") else { return nil }
    }
}
