import AWSVocabulary

/// Why a statement's principal was probably meant to be the caller, and is not.
struct PrincipalMistakes {
    static let podIdentity = "pods.eks.amazonaws.com"

    let principals: PrincipalClause
    let caller: Principal

    var all: [Mistake] {
        guard !principals.isNegated else { return [] }
        switch caller {
        case .federated(let provider, _): return ofToken(provider)
        case .service(let name): return ofService(name)
        case .user, .role, .roleSession, .federatedUser, .root: return ofCaller
        case .anonymous: return []
        }
    }

    private func ofToken(_ provider: String) -> [Mistake] {
        let slips = principals.entries.compactMap { entry -> Mistake? in
            if case .federated(let text) = entry { slip(text, provider) } else { nil }
        }
        if !slips.isEmpty { return slips }
        if principals.entries.contains(.service(Self.podIdentity)) {
            return [
                Mistake(
                    .roleOfPodIdentity,
                    "the role trusts EKS Pod Identity, and the pod came with a token for IRSA",
                    remedy: "associate the role with the service account (aws eks create-pod-identity-association) and "
                        + "take the annotation eks.amazonaws.com/role-arn away, or trust the provider: \"Principal\": "
                        + "{\"Federated\": \"\(provider)\"} with sts:AssumeRoleWithWebIdentity"
                )
            ]
        }
        let isForAWS = principals.entries.contains { entry in
            switch entry {
            case .account, .user, .role, .session: true
            default: false
            }
        }
        guard isForAWS else { return [] }
        return [
            Mistake(
                .awsPrincipalForToken,
                "the statement trusts callers with AWS credentials; whoever comes with a token is named as Federated",
                remedy: "\"Principal\": {\"Federated\": \"\(provider)\"}"
            )
        ]
    }

    private func slip(_ written: String, _ provider: String) -> Mistake? {
        guard let wrote = NamedProvider(written), let meant = NamedProvider(provider) else { return nil }
        let remedy = "\"Federated\": \"\(provider)\""
        if wrote.host == meant.host {
            guard wrote.account != meant.account else {
                return Mistake(
                    .principalTypo,
                    "the ARN of the provider differs: `\(written)` is written",
                    remedy: remedy
                )
            }
            return Mistake(
                .otherAccount,
                "the statement names the provider of account \(wrote.account); the role's account \(meant.account) needs "
                    + "a provider of its own, and its policies name that",
                remedy: remedy
            )
        }
        guard let slip = IssuerSlip(wrote: wrote.host, meant: meant.host) else { return nil }
        return Mistake(
            slip.kind,
            "the statement names the provider `\(wrote.host)`, the token is of `\(meant.host)`: \(slip.difference)",
            remedy: (slip.kind == .otherCluster ? "add a statement for this cluster, with " : "write ") + remedy
                + ", and condition keys that begin with \(meant.host)"
        )
    }

    private func ofService(_ name: String) -> [Mistake] {
        for entry in principals.entries {
            switch entry {
            case .federated where name == Self.podIdentity:
                return [
                    Mistake(
                        .roleOfWebIdentity,
                        "the role trusts an identity provider (IRSA), and the pod comes by EKS Pod Identity",
                        remedy: "add a statement with \"Principal\": {\"Service\": \"\(name)\"} and \"Action\": "
                            + "[\"sts:AssumeRole\", \"sts:TagSession\"]"
                    )
                ]
            case .service(let written)
            where Resemblance.distance(written.lowercased(), name, most: 5) != nil
                || (name == Self.podIdentity && written.hasPrefix("eks")):
                return [
                    Mistake(
                        .principalTypo,
                        "the statement names the service `\(written)`, the caller is `\(name)`",
                        remedy: "\"Service\": \"\(name)\""
                    )
                ]
            default: continue
            }
        }
        return []
    }

    /// Users and roles of nearly the same name.
    private var ofCaller: [Mistake] {
        let names = PrincipalNames(caller).levels.dropFirst().map(\.description)
        for entry in principals.entries {
            let written = entry.description
            guard let wrote = ARN(written) else { continue }
            for name in names {
                guard let meant = ARN(name), meant.service == wrote.service else { continue }
                if meant.account == wrote.account, meant.resourceName == wrote.resourceName {
                    return [
                        Mistake(
                            .principalTypo,
                            "the statement names `\(written)`, the caller is `\(name)`: the path before the name differs",
                            remedy: "\"AWS\": \"\(name)\""
                        )
                    ]
                }
                if Resemblance.distance(written.lowercased(), name.lowercased(), most: 2) != nil {
                    let isCase = written.lowercased() == name.lowercased()
                    return [
                        Mistake(
                            isCase ? .letterCase : .principalTypo,
                            "the statement names `\(written)`, the caller is `\(name)`: "
                                + (isCase ? "only the case of letters differs" : "nearly the same, and not the same"),
                            remedy: "\"AWS\": \"\(name)\""
                        )
                    ]
                }
            }
        }
        return []
    }
}
