import AWSProtocols
import AWSVocabulary
import Ambient
import IdentityTokens
import Store

/// Why a token was refused, at which step of the exchange, and what was known of it by then.
struct TokenRefusal: Error, Sendable {
    /// What is wrong.
    enum Problem: Sendable, Hashable {
        case rejected(TokenRejection)
        /// The role's account has no identity provider for the token's issuer.
        case noProvider
    }

    let problem: Problem
    let seen: TokenSightings

    init(_ problem: Problem, seen: TokenSightings) {
        self.problem = problem
        self.seen = seen
    }

    /// The step of the exchange that failed, counted as the checks are made; 1 and 2 are those of the parameters.
    var step: Int {
        switch problem {
        case .noProvider: 5
        case .rejected(let rejection):
            switch rejection {
            case .notAToken: 3
            case .missingClaim, .malformedClaim: 4
            case .wrongAudience: 6
            case .keysUnavailable, .unknownKey: 7
            case .untrustedCertificate: 8
            case .wrongAlgorithm, .wrongSignature: 9
            case .expired, .tooOld: 10
            case .notYetValid: 11
            case .boundObjectGone, .boundObjectUnknown: 12
            }
        }
    }

    /// What the caller is told; the log gets the one-line reason.
    var fault: Fault {
        switch problem {
        case .noProvider:
            invalid("No OpenIDConnect provider found in your account for \(seen.token?.claims.issuer ?? "")")
        case .rejected(.expired(let time, let now)):
            Fault(
                "ExpiredTokenException",
                status: 400,
                """
                Token expired: current date/time \(now.seconds) must be before the expiration date/time \(time.seconds)
                """,
                log: summary
            )
        case .rejected(.tooOld(let issued, let now)):
            Fault(
                "ExpiredTokenException",
                status: 400,
                "Token too old: \(now.seconds - issued.seconds)",
                log: summary
            )
        case .rejected(.boundObjectUnknown):
            Fault(
                "IDPCommunicationError",
                status: 400,
                """
                The request could not be fulfilled because the identity provider (IDP) that was asked to verify the \
                incoming identity token could not be reached.
                """,
                log: summary
            )
        case .rejected(let rejection): invalid(Self.words(for: rejection))
        }
    }

    private func invalid(_ message: String) -> Fault {
        Fault("InvalidIdentityToken", status: 400, message, log: summary)
    }

    private static func words(for rejection: TokenRejection) -> String {
        switch rejection {
        case .notAToken, .malformedClaim, .expired, .tooOld:
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        case .missingClaim(let name): "Missing a required claim: \(name)"
        case .wrongAudience: "Incorrect token audience"
        // Two blanks after the comma, as AWS writes them.
        case .keysUnavailable, .unknownKey:
            """
            Couldn't retrieve verification key from your identity provider,  please reference \
            AssumeRoleWithWebIdentity documentation for requirements
            """
        case .untrustedCertificate:
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
        case .wrongAlgorithm, .wrongSignature: "Invalid token signature"
        case .notYetValid: "Token is not yet valid"
        case .boundObjectGone, .boundObjectUnknown:
            "The web identity token that was passed could not be validated by AWS. Get a new identity token from the "
                + "identity provider and then retry the request."
        }
    }
}

/// What was known of a token when it was refused.
struct TokenSightings: Sendable {
    let account: AccountID
    /// Nil if it could not be taken apart.
    var token: UnverifiedToken?
    var provider: OIDCProviderRecord?
}
