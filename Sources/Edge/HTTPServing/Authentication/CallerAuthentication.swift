import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import ServiceModel
import SessionCredentials
import SigV4
import Store

/// Finds out who signed a request.
struct CallerAuthentication: Sendable {
    /// A caller whose signature was verified, and the key for what of the body is still to come.
    struct Authenticated: Sendable {
        let caller: Caller
        let secret: Secret
    }

    let directory: Directory
    let sessions: OpenedSessions
    let verifier: SignatureVerifier
    /// The machine's clock, even where time stands still for everything else: clients sign with theirs.
    let signingClock: WallClock
    /// What sessions expire by.
    let clock: WallClock

    /// Verifies a request; `bodyDigest` is nil if the body streams, `time` is now unless it is given.
    ///
    /// - Throws: `Fault`.
    func authenticate(
        _ claim: SignatureClaim,
        _ head: RequestHead,
        bodyDigest: String?,
        at time: Timestamp? = nil
    ) throws(Fault) -> Authenticated {
        let known = try credentials(claim)
        let request = SignableRequest(method: head.method, path: head.path, query: head.query, headers: head.headers)
        do {
            try verifier.verify(
                claim,
                request,
                secret: known.secret,
                now: time ?? signingClock.now,
                bodyDigest: bodyDigest
            )
        } catch {
            throw Self.fault(error)
        }
        return known
    }

    private func credentials(_ claim: SignatureClaim) throws(Fault) -> Authenticated {
        if let token = claim.sessionToken { return try session(claim, token: token) }
        let snapshot = directory.snapshot
        guard let key = snapshot.accessKey(claim.accessKeyID) else {
            throw Fault(.unknownCredentials, log: "there is no access key \(claim.accessKeyID)")
        }
        guard key.isActive else { throw Fault(.unknownCredentials, log: "the access key \(key.id) is inactive") }
        guard let user = snapshot.user(key.userName, account: key.account)?.record else {
            throw Fault(.unknownCredentials, log: "the access key \(key.id) belongs to no user")
        }
        let caller = UserCaller(
            account: user.account,
            id: user.id,
            name: user.name,
            path: user.path,
            accessKeyID: key.id
        )
        return Authenticated(caller: .user(caller), secret: key.secret)
    }

    private func session(_ claim: SignatureClaim, token: Secret) throws(Fault) -> Authenticated {
        do {
            let session = try sessions.session(token: token.exposed, accessKeyID: claim.accessKeyID, now: clock.now)
            return Authenticated(caller: .session(session), secret: session.secret)
        } catch {
            switch error {
            case .expired(let time): throw Fault(.sessionExpired, log: "the session ended at \(time.rfc3339)")
            case .malformed: throw Fault(.malformedSessionToken, log: "the session token is not of our making")
            case .unknownKey:
                throw Fault(.malformedSessionToken, log: "the session token was sealed by a key that is gone")
            case .tampered: throw Fault(.malformedSessionToken, log: "the session token was changed")
            case .wrongAccessKey:
                throw Fault(.unknownCredentials, log: "the session token belongs to another access key")
            }
        }
    }

    /// AWS's fault for a signature that was not accepted.
    static func fault(_ error: SignatureFault) -> Fault {
        switch error {
        case .incomplete(let reason): return Fault(.incompleteSignature, log: reason)
        case .obsolete:
            return Fault(
                "InvalidRequest",
                status: 400,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
                log: "signed with version 2"
            )
        case .mismatch(let request, let text):
            return Fault(
                .signatureMismatch,
                log: "the canonical request here is\n\(request)\nand the string to sign\n\(text)"
            )
        case .bodyMismatch:
            return Fault(.signatureMismatch, log: "the body is not the one that x-amz-content-sha256 was computed of")
        case .skewed(let signedAt, let now, let allowed):
            let words =
                signedAt < now
                ? "Signature expired: \(signedAt.basic) is now earlier than \(now.adding(seconds: -allowed).basic) "
                    + "(\(now.basic) - \(allowed / 60) min.)"
                : "Signature not yet current: \(signedAt.basic) is still later than "
                    + "\(now.adding(seconds: allowed).basic) (\(now.basic) + \(allowed / 60) min.)"
            return Fault(.clockSkew, words, log: words)
        case .expired(let time, let now):
            return Fault(
                .clockSkew,
                "Signature expired: the request was presigned until \(time.basic)",
                log: "presigned until \(time.rfc3339), and it is \(now.rfc3339)"
            )
        }
    }
}
