import Ambient
import Testing

@testable import NodeAgent

struct RenewalTests {
    @Test(
        "credentials are renewed when they are as old as the retention, or well before their end",
        arguments: [
            // life, retention, latest, earliest by jitter
            (21_600, 10_800, 10_800, 9720), (3600, 10_800, 2880, 2592), (600, 10_800, 480, 432), (60, 10_800, 30, 27),
            (21_600, 60, 60, 54),
        ] as [(Int64, Int64, Int64, Int64)]
    )
    func due(_ life: Int64, _ retention: Int64, _ latest: Int64, _ earliest: Int64) {
        let jitters: [(RandomSource, Int64)] = [
            (noJitter, latest * 1000), (RandomSource { UInt64(latest) * 100 - 1 }, earliest * 1000 + 1),
        ]
        for (random, milliseconds) in jitters {
            var story = Story({ $0.retention = retention }, random: random)
            _ = story.obtain(token(), credentials(until: life), at: start)
            let due = Timestamp(milliseconds: start.milliseconds + milliseconds)
            #expect(story.cache.nextSweep(after: start) == due)
            #expect(story.cache.sweep(at: Timestamp(milliseconds: due.milliseconds - 1)).refresh.isEmpty)
            #expect(story.cache.sweep(at: due).refresh == [token()])
            // One call is under way already.
            #expect(story.cache.sweep(at: due).refresh.isEmpty)
        }
    }

    @Test func `clients are served from the cache while a renewal is under way, and get the new ones after`() {
        var story = Story()
        let (old, new) = (credentials("old", until: 600), credentials("new", until: 1082))
        _ = story.obtain(token(), old, at: start)
        _ = story.cache.sweep(at: at(480))
        #expect(story.ask(token(), at: at(481)) == .answer(old))
        let landing = story.cache.finish(token(), with: .success(new), at: at(482))
        #expect(landing.waiters.isEmpty)
        #expect(landing.notes == [.refreshed(nil, until: at(1082), refreshAt: at(962))])
        #expect(story.ask(token(), at: at(483)) == .answer(new))
    }

    @Test func `who comes in the last seconds waits for the renewal that is under way`() {
        var story = Story()
        _ = story.obtain(token(), credentials(until: 600), at: start)
        _ = story.cache.sweep(at: at(480))
        #expect(story.ask(token(), at: at(590)) == .wait)
    }

    @Test(
        "a renewal that fails keeps credentials that still count, unless token or association are gone",
        arguments: [
            (refusal("AccessDeniedException"), true), (refusal("ThrottlingException", status: 429), true),
            (refusal("InternalServerException", status: 500), true), (refusal("SomethingNew", status: 418), true),
            (.unreachable("no connection"), true), (refusal("ExpiredTokenException", status: 403), true),
            (.unsent("no region"), true),
            (.undecodable(status: 200, requestID: "", reason: "not JSON"), true),
            (refusal("ExpiredTokenException"), false), (refusal("InvalidTokenException"), false),
            (refusal("ResourceNotFoundException", status: 404), false), (refusal("resourcenotfound"), false),
        ] as [(UpstreamFailure, Bool)]
    )
    func failure(_ failure: UpstreamFailure, _ keeps: Bool) {
        var story = Story()
        let given = credentials(until: 21_600)
        _ = story.obtain(token(pod: "p"), given, at: start)
        _ = story.cache.sweep(at: at(10_800))
        let landing = story.cache.finish(token(pod: "p"), with: .failure(failure), at: at(10_800))
        let pod = token(pod: "p").pod
        #expect(
            landing.notes == [
                keeps
                    ? .kept(pod, until: at(21_600), retryAt: at(10_860), failure) : .evicted(pod, .refused(failure))
            ]
        )
        #expect(story.ask(token(pod: "p"), at: at(10_801)) == (keeps ? .answer(given) : .fetch))
        if keeps {
            #expect(story.cache.sweep(at: at(10_859)).refresh.isEmpty)
            #expect(story.cache.sweep(at: at(10_860)).refresh == [token(pod: "p")])
        }
    }

    @Test func `with EKS Auth down, credentials last to their last fifteen seconds`() {
        var story = Story()
        let given = credentials(until: 1000)
        _ = story.obtain(token(), given, at: start)
        var attempts = 0
        for second in Int64(1)..<985 {
            for due in story.cache.sweep(at: at(second)).refresh {
                attempts += 1
                _ = story.cache.finish(due, with: .failure(.unreachable("down")), at: at(second))
            }
            #expect(story.ask(token(), at: at(second)) == .answer(given), "second \(second)")
        }
        // Due at 800, and every minute after.
        #expect(attempts == 4)
        #expect(story.ask(token(), at: at(985)) == .fetch)
    }

    @Test func `a newer token of a pod drops the older one's entry once EKS Auth accepted it`() {
        var story = Story()
        let (old, new) = (token("old", pod: "p"), token("new", pod: "p", issued: 70_000, expires: 156_400))
        _ = story.obtain(old, credentials("1", until: 80_000), at: at(60_000))
        _ = story.ask(new, at: at(70_000))
        #expect(story.cache.cached("old", at: at(70_000)) != nil)
        // A token that EKS Auth refuses, forged perhaps, drops nothing.
        _ = story.cache.finish(new, with: .failure(refusal("InvalidTokenException")), at: at(70_000))
        #expect(story.cache.cached("old", at: at(70_000)) != nil)
        let notes = story.obtain(new, credentials("2", until: 90_000), at: at(70_001))
        #expect(notes.contains(.evicted(old.pod, .rotated)))
        #expect(story.cache.count == 1)
        // A process that still reads the old one is served, without an end to renewals of both.
        #expect(
            story.obtain(old, credentials("3", until: 90_000), at: at(70_002))
                == [.stored(old.pod, until: at(90_000), refreshAt: nil)]
        )
        #expect(story.cache.cached("new", at: at(70_003)) != nil)
        #expect(story.cache.sweep(at: at(82_000)).refresh == [new])
    }

    @Test func `tokens of other pods, subjects and issuers drop nothing`() {
        var story = Story()
        _ = story.obtain(token("a", pod: "p"), credentials(until: 9000), at: start)
        let others = [
            PodName(issuer: "https://issuer", subject: "system:serviceaccount:ns:other", uid: "p"),
            PodName(issuer: "https://elsewhere", subject: "system:serviceaccount:ns:sa", uid: "p"),
            PodName(issuer: "https://issuer", subject: "system:serviceaccount:ns:sa", uid: "q"),
        ]
        for (index, pod) in others.enumerated() {
            let other = PodToken(text: "t\(index)", pod: pod, issuedAt: at(9), expires: at(9000))
            #expect(story.obtain(other, credentials(until: 9000), at: at(9)).count == 1)
        }
        #expect(story.cache.count == 4)
    }

    @Test func `a token that has expired is not renewed any more, and its entry goes`() {
        var story = Story()
        let short = token(pod: "p", expires: 600)
        _ = story.obtain(short, credentials(until: 21_600), at: start)
        #expect(story.cache.nextSweep(after: start) == at(600))
        let swept = story.cache.sweep(at: at(600))
        #expect(swept.refresh.isEmpty)
        #expect(swept.notes == [.evicted(short.pod, .tokenExpired)])
        #expect(story.cache.nextSweep(after: at(600)) == nil)
    }

    @Test func `renewals keep to their rate, and those that wait are not put off for long`() {
        var story = Story()
        for number in 1...7 {
            _ = story.obtain(token("t\(number)", pod: "\(number)"), credentials(until: 600), at: start)
        }
        var rounds: [Int] = []
        for second in Int64(480)...483 { rounds.append(story.cache.sweep(at: at(second)).refresh.count) }
        #expect(rounds == [3, 3, 1, 0])
    }

    @Test func `an entry that was dropped while its renewal was under way does not come back`() {
        var story = Story()
        let (old, new) = (token("old", pod: "p"), token("new", pod: "p", issued: 100))
        _ = story.obtain(old, credentials(until: 600), at: start)
        #expect(story.cache.sweep(at: at(480)).refresh == [old])
        _ = story.obtain(new, credentials(until: 1000), at: at(481))
        let landing = story.cache.finish(old, with: .success(credentials(until: 2000)), at: at(482))
        #expect(landing.notes.isEmpty)
        #expect(story.cache.cached("old", at: at(483)) == nil)
    }
}
