import Ambient
import Testing

@testable import HTTPServing

struct RefusalBudgetTests {
    private static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_000_000 + milliseconds) }

    @Test func `a burst is recorded whole, a flood at its rate`() {
        let budget = RefusalBudget(burst: 5, perSecond: 2)
        #expect((0..<5).allSatisfy { _ in budget.take(at: Self.time(0)).isRecorded })
        #expect(!budget.take(at: Self.time(0)).isRecorded)
        let recorded = (1...100).count { budget.take(at: Self.time(Int64($0) * 100)).isRecorded }
        #expect(recorded == 20)
    }

    @Test func `what was left out is told once a second, and none of it twice`() {
        let budget = RefusalBudget(burst: 1, perSecond: 1)
        #expect(budget.take(at: Self.time(0)) == RefusalBudget.Answer(isRecorded: true, leftOut: nil))
        #expect(budget.take(at: Self.time(0)) == RefusalBudget.Answer(isRecorded: false, leftOut: 1))
        #expect(budget.take(at: Self.time(10)) == RefusalBudget.Answer(isRecorded: false, leftOut: nil))
        #expect(budget.take(at: Self.time(20)) == RefusalBudget.Answer(isRecorded: false, leftOut: nil))
        #expect(budget.take(at: Self.time(1000)) == RefusalBudget.Answer(isRecorded: true, leftOut: 2))
        #expect(budget.take(at: Self.time(3000)) == RefusalBudget.Answer(isRecorded: true, leftOut: nil))
    }

    @Test func `a clock that goes back gives nothing`() {
        let budget = RefusalBudget(burst: 1, perSecond: 1000)
        #expect(budget.take(at: Self.time(5000)).isRecorded)
        #expect(!budget.take(at: Self.time(0)).isRecorded)
    }
}
