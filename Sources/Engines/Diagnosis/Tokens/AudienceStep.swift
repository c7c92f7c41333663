import AWSVocabulary
import IAMPolicy
import IdentityTokens

/// Whether the provider accepts the token's audience.
struct AudienceStep: Sendable {
    let claims: TokenClaims
    let provider: ProviderStep

    var step: Step {
        let seen = (claims.authorizedParty.map { [$0] } ?? claims.audiences).map { "`\($0)`" }.joined(separator: ", ")
        if provider.provider == nil, provider.providers != nil {
            return Step("audience", .unknown, "\(seen) must be a client id of the provider, which is not there")
        }
        guard let clientIDs = provider.provider?.clientIDs else {
            return Step(
                "audience",
                .unknown,
                "\(seen) must be a client id of the provider; give --provider FILE (aws iam get-open-id-connect-provider)"
            )
        }
        do throws(TokenRejection) {
            let audience = try TokenVerification.audience(of: claims, wanted: clientIDs)
            return Step("audience", .passed, "`\(audience)` is one of the provider's client ids")
        } catch {
            let wanted = clientIDs.isEmpty ? "none" : clientIDs.map { "`\($0)`" }.joined(separator: ", ")
            return Step(
                "audience",
                .failed,
                "the token is for \(seen), the provider accepts \(wanted)",
                answer: Step.Answer("InvalidIdentityToken", 400, "Incorrect token audience"),
                mistakes: [mistake(clientIDs)]
            )
        }
    }

    private func mistake(_ clientIDs: [String]) -> Mistake {
        let audience = claims.authorizedParty ?? claims.audiences.first ?? ""
        if audience.contains("kubernetes.default") || audience == claims.issuer {
            return Mistake(
                .tokenForKubernetes,
                "this token is for the Kubernetes API itself, not the one that is projected for AWS",
                remedy: "in the pod use the file in AWS_WEB_IDENTITY_TOKEN_FILE; by hand: kubectl create token "
                    + "SERVICEACCOUNT --audience \(clientIDs.first ?? "sts.amazonaws.com")"
            )
        }
        if let near = clientIDs.first(where: {
            Resemblance.distance($0.lowercased(), audience.lowercased(), most: 2) != nil
        }
        ) {
            return Mistake(
                .audienceNotAccepted,
                "`\(audience)` is nearly the client id `\(near)`, and not the same",
                remedy: "ask for the audience \(near): the annotation eks.amazonaws.com/audience of the service account"
            )
        }
        let url = provider.arn
        return Mistake(
            .audienceNotAccepted,
            "the audience `\(audience)` is not among the provider's client ids",
            remedy: clientIDs.contains("sts.amazonaws.com")
                ? "ask for the audience sts.amazonaws.com, or accept this one: aws iam "
                    + "add-client-id-to-open-id-connect-provider --client-id \(audience) --open-id-connect-provider-arn \(url)"
                : "aws iam add-client-id-to-open-id-connect-provider --client-id \(audience) "
                    + "--open-id-connect-provider-arn \(url)"
        )
    }
}
