extension Statement {
    /// Compares the elements one after the other, up to the first that does not fit; all conditions are looked at.
    ///
    /// `failures` gets the indices of the conditions that fail.
    func outcome(
        _ request: AuthorizationRequest,
        _ keys: ContextKeys,
        _ answers: inout AnsweredConditions,
        _ grant: inout PrincipalGrant?,
        _ failures: inout [Int32]
    ) -> Finding.Outcome {
        guard actions.matches(request.actionName) else { return .otherAction }
        if let principals {
            grant = principals.grant(to: request.names)
            guard grant != nil else { return .otherPrincipal }
        }
        guard resources?.matches(request.resourceBytes, keys) ?? true else { return .otherResource }
        var areMet = true
        var index: Int32 = 0
        for condition in conditions {
            if !answers.holds(condition, keys) {
                // Room for most evaluations at once, and only when something fails.
                if failures.isEmpty { failures.reserveCapacity(16) }
                failures.append(index)
                areMet = false
            }
            index += 1
        }
        return areMet ? .applies : .unmetConditions
    }
}
