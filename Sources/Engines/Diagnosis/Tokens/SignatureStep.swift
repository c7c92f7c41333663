import IAMPolicy
import IdentityTokens

/// Whether a key of the issuer signed the token.
struct SignatureStep: Sendable {
    let token: UnverifiedToken
    let keys: KeySet?

    var step: Step {
        guard let keys else {
            return Step("signature", .unknown, "give --jwks to check it: kubectl get --raw /openid/v1/jwks")
        }
        do throws(TokenRejection) {
            let key = try TokenVerification.key(of: token, in: keys)
            try TokenVerification.checkSignature(of: token, with: key)
            return Step("signature", .passed, "by the key \(key.id)")
        } catch {
            return failed(error)
        }
    }

    private func failed(_ rejection: TokenRejection) -> Step {
        let retrieval = Step.Answer(
            "InvalidIdentityToken",
            400,
            "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
                + "documentation for requirements"
        )
        switch rejection {
        case .unknownKey(nil, _):
            return Step("signature", .failed, "the token's header names no key (kid)", answer: retrieval)
        case .unknownKey(let id?, let known):
            let list = known.isEmpty ? "none that signs tokens" : known.joined(separator: ", ")
            return Step(
                "signature",
                .failed,
                "the issuer has no key \(id); it has \(list)",
                answer: retrieval,
                mistakes: [
                    Mistake(
                        .otherCluster,
                        "the key that signed is not among those published: the keys were rotated and the old one taken "
                            + "away, or the file is another cluster's",
                        remedy:
                            "publish the key again until its last token has expired, or have the pod take a new token"
                    )
                ]
            )
        case .wrongAlgorithm(let seen, let allowed):
            return Step(
                "signature",
                .failed,
                "the token says \(seen), the key is for \(allowed.joined(separator: ", "))",
                answer: Step.Answer("InvalidIdentityToken", 400, "Invalid token signature")
            )
        default:
            return Step(
                "signature",
                .failed,
                "the signature is not of the key that the token names",
                answer: Step.Answer("InvalidIdentityToken", 400, "Invalid token signature")
            )
        }
    }
}
