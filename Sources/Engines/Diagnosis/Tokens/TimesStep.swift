import Ambient
import IAMPolicy
import IdentityTokens

/// Whether the token is valid now.
struct TimesStep: Sendable {
    let claims: TokenClaims
    let now: Timestamp
    /// Whether it is the token of a web identity, which STS takes for a day only.
    var limitsAge = true

    var step: Step {
        do throws(TokenRejection) {
            try TokenVerification.checkTimes(of: claims, now: now)
            if limitsAge { try TokenVerification.checkAge(of: claims, now: now) }
            let left = claims.expiresAt.seconds - now.seconds
            return Step("times", .passed, "valid until \(claims.expiresAt.rfc3339), for another \(Self.duration(left))")
        } catch {
            switch error {
            case .expired(let end, _):
                return Step(
                    "times",
                    .failed,
                    "the token expired at \(end.rfc3339), \(Self.duration(now.seconds - end.seconds)) before "
                        + now.rfc3339,
                    answer: Step.Answer(
                        "ExpiredTokenException",
                        400,
                        "Token expired: current date/time \(now.seconds) must be before the expiration date/time "
                            + "\(end.seconds)"
                    ),
                    mistakes: [Self.keptTooLong]
                )
            case .tooOld(let issued, _):
                return Step(
                    "times",
                    .failed,
                    "the token was issued at \(issued.rfc3339), \(Self.duration(now.seconds - issued.seconds)) ago: too "
                        + "long, though it is valid until \(claims.expiresAt.rfc3339)",
                    answer: Step.Answer(
                        "ExpiredTokenException",
                        400,
                        "Token too old: \(now.seconds - issued.seconds)"
                    ),
                    mistakes: [Self.keptTooLong]
                )
            case .notYetValid(let claim, let time, _):
                return Step(
                    "times",
                    .failed,
                    "the token is valid from \(time.rfc3339) on (\(claim)), \(Self.duration(time.seconds - now.seconds)) "
                        + "after \(now.rfc3339): one of the clocks is wrong",
                    answer: Step.Answer("InvalidIdentityToken", 400, "Token is not yet valid")
                )
            default: return Step("times", .failed, "the token's times cannot be used")
            }
        }
    }

    private static var keptTooLong: Mistake {
        Mistake(
            .expiredToken,
            "the kubelet renews the file when four fifths of its time are over; a program that read it "
                + "once and kept it has an old one",
            remedy: "read the token file anew for every exchange, as AWS's SDKs do"
        )
    }

    static func duration(_ seconds: Int64) -> String {
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        if days > 0 { return "\(days) d \(hours) h" }
        if hours > 0 { return "\(hours) h \(minutes) min" }
        return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
    }
}
