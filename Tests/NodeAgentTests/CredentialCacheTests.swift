import Ambient
import Testing

@testable import NodeAgent

struct CredentialCacheTests {
    @Test func `sixty-four cold callers with one token cause one call, and all get its answer`() {
        var story = Story()
        let decisions = (1...64).map { _ in story.ask(token(), at: start) }
        #expect(decisions.first == .fetch)
        #expect(decisions.dropFirst().allSatisfy { $0 == .wait })
        let given = credentials(until: 21_600)
        let landing = story.cache.finish(token(), with: .success(given), at: at(1))
        #expect(landing.waiters == Array(1...64))
        #expect(landing.answer == .success(given))
        #expect(story.ask(token(), at: at(2)) == .answer(given))
        #expect(story.cache.flightCount == 0)
    }

    @Test func `a failed call fails everyone who waited, and is not remembered`() {
        var story = Story()
        _ = story.ask(token(), at: start)
        _ = story.ask(token(), at: start)
        let landing = story.cache.finish(token(), with: .failure(.unreachable("down")), at: at(1))
        #expect(landing.waiters == [1, 2])
        #expect(landing.answer == .failure(.unreachable("down")))
        #expect(story.ask(token(), at: at(1)) == .fetch)
    }

    @Test func `different tokens share nothing, even of one pod`() {
        var story = Story()
        _ = story.obtain(token("one", pod: "p"), credentials("one", until: 21_600), at: start)
        #expect(story.ask(token("two", pod: "p", issued: 0), at: start) == .fetch)
        #expect(story.cache.cached("one!", at: start) == nil)
    }

    @Test(
        "credentials are handed out until 15 seconds before their end",
        arguments: [(0, true), (984, true), (985, false), (999, false), (1000, false), (5000, false)] as [(Int64, Bool)]
    )
    func lastSeconds(_ second: Int64, _ isServed: Bool) {
        var story = Story()
        let given = credentials(until: 1000)
        _ = story.obtain(token(), given, at: start)
        #expect(story.ask(token(), at: at(second)) == (isServed ? .answer(given) : .fetch))
    }

    @Test(
        "a token whose own time is over gets nothing from the cache",
        arguments: [(59, true), (60, false)] as [(Int64, Bool)]
    )
    func expiredToken(_ second: Int64, _ isServed: Bool) {
        var story = Story()
        _ = story.obtain(token(expires: 60), credentials(until: 1000), at: start)
        #expect((story.cache.cached("token", at: at(second)) != nil) == isServed)
    }

    @Test func `credentials that are nearly over are an error, and are not kept`() {
        var story = Story()
        _ = story.ask(token(), at: start)
        let landing = story.cache.finish(token(), with: .success(credentials(until: 15)), at: start)
        #expect(landing.answer == .failure(.shortLived(expiration: at(15))))
        #expect(story.cache.count == 0)
    }

    @Test func `a client that has gone is not answered; the call goes on`() {
        var story = Story()
        _ = story.ask(token(), at: start)
        _ = story.ask(token(), at: start)
        story.cache.abandon(token(), by: 1)
        let landing = story.cache.finish(token(), with: .success(credentials(until: 1000)), at: start)
        #expect(landing.waiters == [2])
        #expect(story.cache.count == 1)
    }

    @Test func `calls and waiters are bounded`() {
        var story = Story {
            $0.maximumFlights = 2
            $0.maximumWaiters = 2
        }
        #expect(story.ask(token("a"), at: start) == .fetch)
        #expect(story.ask(token("a"), at: start) == .wait)
        #expect(story.ask(token("a"), at: start) == .overloaded)
        #expect(story.ask(token("b"), at: start) == .fetch)
        #expect(story.ask(token("c"), at: start) == .overloaded)
    }

    @Test func `the least recently used entry makes room`() {
        var story = Story { $0.maximumEntries = 2 }
        _ = story.obtain(token("a", pod: "1"), credentials(until: 9000), at: start)
        _ = story.obtain(token("b", pod: "2"), credentials(until: 9000), at: start)
        #expect(story.cache.cached("a", at: at(1)) != nil)
        let notes = story.obtain(token("c", pod: "3"), credentials(until: 9000), at: at(2))
        #expect(notes.contains(.evicted(token(pod: "2").pod, .full)))
        #expect(story.cache.count == 2)
        #expect(story.cache.cached("a", at: at(3)) != nil)
        #expect(story.cache.cached("b", at: at(3)) == nil)
    }

    @Test("without a cache calls are shared, answers are not kept", arguments: [true, false])
    func withoutCache(_ bySize: Bool) {
        var story = Story { if bySize { $0.maximumEntries = 0 } else { $0.retention = 0 } }
        _ = story.ask(token(), at: start)
        #expect(story.ask(token(), at: start) == .wait)
        let landing = story.cache.finish(token(), with: .success(credentials(until: 1000)), at: start)
        #expect(landing.waiters == [1, 2])
        #expect(story.ask(token(), at: start) == .fetch)
    }

    @Test(
        "renewals of a full cache must fit into the retention, as AWS's agent demands",
        arguments: [
            (3, 10_800, 2000, true), (3, 333, 2000, false), (3, 334, 2000, true), (1, 10, 21, true), (1, 10, 22, false),
            (3, 0, 2000, true), (3, 1, 0, true),
        ]
    )
    func settings(_ rate: Int, _ retention: Int64, _ size: Int, _ works: Bool) {
        var settings = CacheSettings()
        settings.refreshesPerSecond = rate
        settings.retention = retention
        settings.maximumEntries = size
        #expect((settings.problem == nil) == works)
    }
}
