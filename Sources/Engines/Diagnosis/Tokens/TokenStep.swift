import Ambient
import IAMPolicy
import IdentityTokens
import JSONTree

/// Whether the text is a token at all.
enum TokenStep {
    private static let name = "token"

    static func readable(_ token: UnverifiedToken) -> Step {
        let claims = token.claims
        return Step(
            name,
            .passed,
            "\(claims.subject), for \(claims.audiences.joined(separator: ", ")), of \(claims.issuer), "
                + "\(token.algorithm) with key \(token.keyID?.description ?? "(none)")"
        )
    }

    static func unreadable(_ rejection: TokenRejection, text: String) -> Step {
        let notValid = Step.Answer(
            "InvalidIdentityToken",
            400,
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        )
        switch rejection {
        case .missingClaim(let claim):
            return Step(
                name,
                .failed,
                "the token has no \(claim), or it is empty",
                answer: Step.Answer("InvalidIdentityToken", 400, "Missing a required claim: \(claim)"),
                mistakes: legacy(text, claim)
            )
        case .malformedClaim(let claim, let reason):
            return Step(name, .failed, "the token's \(claim) cannot be used: \(reason)", answer: notValid)
        case .notAToken(let reason):
            return Step(name, .failed, "this is not a token: \(reason)", answer: notValid, mistakes: other(text))
        default: return Step(name, .failed, "this is not a token", answer: notValid)
        }
    }

    /// The tokens that Kubernetes kept in secrets before version 1.24 have neither audience nor end.
    private static func legacy(_ text: String, _ claim: String) -> [Mistake] {
        guard claim == "aud" || claim == "exp",
            let payload = try? UnverifiedToken.contents(of: text).payload,
            payload["iss"]?.string == "kubernetes/serviceaccount"
        else { return [] }
        return [
            Mistake(
                .legacyToken,
                "this is the token of a service account's secret, which has neither audience nor end and is of no issuer "
                    + "that AWS knows",
                remedy: "use the projected token: kubectl create token SERVICEACCOUNT -n NAMESPACE --audience "
                    + "sts.amazonaws.com, or in the pod the file in AWS_WEB_IDENTITY_TOKEN_FILE"
            )
        ]
    }

    /// Files that hold a token in another form.
    private static func other(_ text: String) -> [Mistake] {
        if text.hasPrefix("{") {
            return [
                Mistake(
                    .notTheToken,
                    "this is JSON, most likely an answer that holds the token",
                    remedy: "take the token out of it: jq -r .status.token"
                )
            ]
        }
        if text.hasPrefix("ZXlK") {
            return [
                Mistake(
                    .notTheToken,
                    "this is a token in base64, as Kubernetes secrets have it",
                    remedy: "decode it: base64 -d"
                )
            ]
        }
        if text.hasPrefix("/") {
            return [
                Mistake(
                    .notTheToken,
                    "this is the path of a file, and the token stands in it",
                    remedy: "give that file"
                )
            ]
        }
        return []
    }
}
