import Ambient

@testable import NodeAgent

let start = Timestamp(seconds: 1_800_000_000)

func at(_ seconds: Int64) -> Timestamp { start.adding(seconds: seconds) }

/// A generator whose every fraction is zero.
let noJitter = RandomSource { 0 }

func token(
    _ text: String = "token",
    pod: String? = nil,
    issued: Int64 = 0,
    expires: Int64? = 86_400
) -> PodToken {
    PodToken(
        text: text,
        pod: pod.map { PodName(issuer: "https://issuer", subject: "system:serviceaccount:ns:sa", uid: $0) },
        issuedAt: at(issued),
        expires: expires.map(at)
    )
}

func credentials(_ name: String = "a", until seconds: Int64) -> PodCredentials {
    PodCredentials(
        body: Array(name.utf8),
        expiration: at(seconds),
        roleARN: "arn:aws:sts::111122223333:assumed-role/r/s",
        roleID: "AROA:s",
        associationID: "a-1"
    )
}

func refusal(_ code: String, status: Int = 400) -> UpstreamFailure {
    .refused(status: status, requestID: "id", code: code, message: "no")
}

/// A cache, and what was asked of it, for tests that read as a story.
struct Story {
    var cache: CredentialCache<Int>
    private var nextWaiter = 0

    init(_ change: (inout CacheSettings) -> Void = { _ in }, random: RandomSource = noJitter) {
        var settings = CacheSettings()
        change(&settings)
        cache = CredentialCache(settings: settings, random: random)
    }

    mutating func ask(_ token: PodToken, at now: Timestamp) -> CredentialCache<Int>.Decision {
        nextWaiter += 1
        return cache.request(token, by: nextWaiter, at: now)
    }

    /// Asks and gets credentials from EKS Auth.
    mutating func obtain(_ token: PodToken, _ credentials: PodCredentials, at now: Timestamp) -> [CacheNote] {
        _ = ask(token, at: now)
        return cache.finish(token, with: .success(credentials), at: now).notes
    }
}
