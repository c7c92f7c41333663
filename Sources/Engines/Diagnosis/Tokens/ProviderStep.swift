import AWSVocabulary
import IAMPolicy

/// Whether the role's account has a provider for the token's issuer.
struct ProviderStep: Sendable {
    /// The issuer without `https://`.
    let host: String
    let issuer: String
    let roleARN: ARN
    let providers: [IdentityProvider]?

    init(issuer: String, roleARN: ARN, providers: [IdentityProvider]?) {
        self.issuer = issuer
        self.roleARN = roleARN
        self.providers = providers
        host = issuer.hasPrefix("https://") ? String(issuer.dropFirst("https://".count)) : issuer
    }

    private var own: [IdentityProvider] {
        (providers ?? []).filter { $0.account == nil || $0.account == roleARN.account }
    }

    /// The provider, if it is known to be there.
    var provider: IdentityProvider? { own.first { $0.host == host } ?? own.first { $0.isOf(host) } }

    /// The ARN that trust policies call it by.
    var arn: String {
        (provider ?? IdentityProvider(host: host, account: roleARN.account, clientIDs: nil))
            .arn(in: roleARN.account, partition: roleARN.partition)
    }

    var step: Step {
        guard issuer.hasPrefix("https://") else {
            return failed("the issuer `\(issuer)` is no https URL, and AWS takes no other", [])
        }
        guard let providers else {
            return Step(
                "provider",
                .unknown,
                "\(arn) must exist; give --provider or --from to check that it does"
            )
        }
        guard provider == nil else { return Step("provider", .passed, arn) }
        let others = own.map(\.host)
        let known = others.isEmpty ? "it has none" : "it has \(others.sorted().joined(separator: ", "))"
        return failed("account \(roleARN.account) has no provider for \(issuer); \(known)", mistakes(providers))
    }

    private func failed(_ finding: String, _ mistakes: [Mistake]) -> Step {
        Step(
            "provider",
            .failed,
            finding,
            answer: Step.Answer(
                "InvalidIdentityToken",
                400,
                "No OpenIDConnect provider found in your account for \(issuer)"
            ),
            mistakes: mistakes
        )
    }

    private func mistakes(_ providers: [IdentityProvider]) -> [Mistake] {
        let create =
            "aws iam create-open-id-connect-provider --url \(issuer) --client-id-list sts.amazonaws.com"
        if let elsewhere = providers.first(where: { $0.isOf(host) && $0.account != roleARN.account }) {
            return [
                Mistake(
                    .otherAccount,
                    "account \(elsewhere.account ?? "?") has the provider; the role's account \(roleARN.account) needs one "
                        + "of its own",
                    remedy: "in account \(roleARN.account): \(create)"
                )
            ]
        }
        let slips = own.compactMap { provider in IssuerSlip(wrote: provider.host, meant: host).map { (provider, $0) } }
        if let (near, slip) = slips.first(where: { $0.1.kind != .otherCluster }) {
            return [
                Mistake(
                    slip.kind,
                    "the provider was made for `\(near.host)`, the token is of `\(host)`: \(slip.difference)",
                    remedy: "a provider's URL cannot be changed; make another: \(create)"
                )
            ]
        }
        let others = slips.isEmpty ? "" : ", only for other clusters"
        return [
            Mistake(
                .missingProvider,
                "nobody made a provider for this issuer in account \(roleARN.account)\(others)",
                remedy: create
            )
        ]
    }
}
