/// What the conditions of one document came to, so that one which many statements repeat is evaluated once.
struct AnsweredConditions {
    private var answered: UInt64 = 0
    private var holding: UInt64 = 0

    mutating func holds(_ condition: Condition, _ keys: ContextKeys) -> Bool {
        guard condition.number < UInt64.bitWidth else { return condition.holds(keys) }
        let bit: UInt64 = 1 << UInt64(condition.number)
        if answered & bit != 0 { return holding & bit != 0 }
        let holds = condition.holds(keys)
        answered |= bit
        if holds { holding |= bit }
        return holds
    }
}
