import AWSVocabulary
import Ambient
import IdentityTokens
import JSONTree
import Store

extension TokenRefusal {
    /// The refusal as facts for an operator; never the token or its signature.
    var explanation: JSON {
        var object: JSONObject = [
            "operation": "sts.amazonaws.com:AssumeRoleWithWebIdentity", "decision": "Deny",
            "summary": .string(summary), "step": .number(JSONNumber(step)), "problem": .string(name),
        ]
        let difference = difference
        object["expected"] = difference.expected
        object["actual"] = difference.actual
        if let token = seen.token {
            object["issuer"] = .string(token.claims.issuer)
            object["subject"] = .string(token.claims.subject)
            object["audience"] = JSON(texts: token.claims.audiences)
            object["algorithm"] = .string(token.algorithm)
            object["kid"] = token.keyID.map { .string($0.description) } ?? .null
        }
        if let provider = seen.provider { object["provider"] = .string(provider.arn.description) }
        object["account"] = .string(seen.account.description)
        if case .rejected(.unknownKey(_, let known)) = problem { object["knownKids"] = JSON(texts: known) }
        return .object(object)
    }

    /// The problem in a word, for programs.
    var name: String {
        switch problem {
        case .noProvider: "noProvider"
        case .rejected(let rejection):
            switch rejection {
            case .notAToken: "notAToken"
            case .missingClaim: "missingClaim"
            case .malformedClaim: "malformedClaim"
            case .wrongAudience: "wrongAudience"
            case .keysUnavailable: "keysUnavailable"
            case .untrustedCertificate: "untrustedCertificate"
            case .unknownKey: "unknownKey"
            case .wrongAlgorithm: "wrongAlgorithm"
            case .wrongSignature: "wrongSignature"
            case .expired: "expired"
            case .tooOld: "tooOld"
            case .notYetValid: "notYetValid"
            case .boundObjectGone: "boundObjectGone"
            case .boundObjectUnknown: "boundObjectUnknown"
            }
        }
    }

    /// The problem in one line, for people.
    var summary: String {
        switch problem {
        case .noProvider:
            "account \(seen.account) has no OIDC provider for the issuer \(seen.token?.claims.issuer ?? "unknown")"
        case .rejected(let rejection): Self.summary(of: rejection)
        }
    }

    static func summary(of rejection: TokenRejection) -> String {
        switch rejection {
        case .notAToken(let reason): "this is not a token: \(reason)"
        case .missingClaim(let name): "the token lacks the claim \(name), or it is empty"
        case .malformedClaim(let name, let reason): "the token's claim \(name) cannot be used: \(reason)"
        case .wrongAudience(let wanted, let seen):
            "the provider accepts the audience \(list(wanted)), the token is for \(list(seen))"
        case .keysUnavailable(let reason): "the issuer's keys could not be fetched: \(reason)"
        case .untrustedCertificate(let reason): "the issuer's certificate is not trusted: \(reason)"
        case .unknownKey(nil, _): "the token's header names no key (kid)"
        case .unknownKey(let id?, let known):
            "the issuer has no key \(id); it has \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        case .wrongAlgorithm(let seen, let allowed):
            "the token's algorithm is \(seen), the key is for \(allowed.joined(separator: ", "))"
        case .wrongSignature: "the signature is not of the key that the token names"
        case .expired(let time, let now):
            "the token expired at \(time.rfc3339), \(now.seconds - time.seconds) seconds ago"
        case .tooOld(let issued, let now):
            "the token was issued at \(issued.rfc3339), \(now.seconds - issued.seconds) seconds ago; "
                + "\(TokenVerification.longestAge) are allowed"
        case .notYetValid(let claim, let time, let now):
            "the token is valid from \(time.rfc3339) on (\(claim)), in \(time.seconds - now.seconds) seconds"
        case .boundObjectGone(let reason): "the token ended with what it was bound to: \(reason)"
        case .boundObjectUnknown(let reason): "nobody can tell whether the token still counts: \(reason)"
        }
    }

    private static func list(_ texts: [String]) -> String {
        texts.isEmpty ? "(none)" : texts.map { "`\($0)`" }.joined(separator: ", ")
    }

    private var difference: (expected: JSON?, actual: JSON?) {
        switch problem {
        case .noProvider: (nil, seen.token.map { .string($0.claims.issuer) })
        case .rejected(let rejection):
            switch rejection {
            case .wrongAudience(let wanted, let seen): (JSON(texts: wanted), JSON(texts: seen))
            case .unknownKey(let id, let known): (JSON(texts: known), id.map { .string($0) } ?? .null)
            case .wrongAlgorithm(let seen, let allowed): (JSON(texts: allowed), .string(seen))
            case .expired(let time, let now): (.string("before \(time.rfc3339)"), .string(now.rfc3339))
            case .tooOld(let issued, let now):
                (
                    .string("\(now.adding(seconds: -TokenVerification.longestAge).rfc3339) or later"),
                    .string(issued.rfc3339)
                )
            case .notYetValid(_, let time, let now): (.string("\(time.rfc3339) or later"), .string(now.rfc3339))
            case .missingClaim(let name): (.string(name), nil)
            case .notAToken(let reason), .malformedClaim(_, let reason), .keysUnavailable(let reason),
                .untrustedCertificate(let reason), .boundObjectGone(let reason), .boundObjectUnknown(let reason):
                (nil, .string(reason))
            case .wrongSignature: (nil, nil)
            }
        }
    }
}

extension JSON {
    init(texts: [String]) { self = .array(texts.map { .string($0) }) }
}
