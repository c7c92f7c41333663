package import ServiceModel

/// An operation together with what performs it, which no caller reaches but through an `Authorizer`.
package struct ServiceOperation: Sendable {
    package let operation: Operation
    private let perform: @Sendable (Call, Authorizer) async throws -> Outcome

    /// An operation in two steps: `prepare` reads the call and says what must be allowed, `perform` does it.
    ///
    /// What the first step found is handed to the second. Both throw `Fault` or `ExplainedFault` for the caller's
    /// mistakes; any other error counts as ours.
    package init<Prepared: Sendable>(
        _ operation: Operation,
        prepare: @escaping @Sendable (Call) async throws -> (AccessPlan, Prepared),
        perform: @escaping @Sendable (AuthorizedCall, Prepared) async throws -> Answer
    ) {
        self.operation = operation
        self.perform = { call, authorizer in
            let (plan, prepared) = try await prepare(call)
            let authorized = try authorizer.authorize(call, plan)
            return Outcome(answer: try await perform(authorized, prepared), authorized: authorized)
        }
    }

    /// An operation in three steps, for calls that may learn nothing before the caller is known to be allowed to ask.
    ///
    /// `ask` says what the caller needs; `prepare` looks closer and says what must be allowed besides; `perform` does it.
    package init<Asked: Sendable, Prepared: Sendable>(
        _ operation: Operation,
        ask: @escaping @Sendable (Call) async throws -> (AccessPlan, Asked),
        prepare: @escaping @Sendable (AuthorizedCall, Asked) async throws -> (AccessPlan, Prepared),
        perform: @escaping @Sendable (AuthorizedCall, Prepared) async throws -> Answer
    ) {
        self.operation = operation
        self.perform = { call, authorizer in
            let (first, asked) = try await ask(call)
            let admitted = try authorizer.authorize(call, first)
            let (second, prepared) = try await prepare(admitted, asked)
            let authorized = try authorizer.authorize(call, second, after: admitted)
            return Outcome(answer: try await perform(authorized, prepared), authorized: authorized)
        }
    }

    /// Prepares, authorizes and performs.
    ///
    /// - Throws: `Fault` or `ExplainedFault` for the caller; anything else is our own failure.
    package func run(_ call: Call, with authorizer: Authorizer) async throws -> Outcome {
        try await perform(call, authorizer)
    }
}

/// What came of a call: its answer and why it was allowed.
package struct Outcome: Sendable {
    package let answer: Answer
    package let authorized: AuthorizedCall
}

/// A service of the control plane: its operations.
package protocol Service: Sendable {
    /// Every operation it has; no two share a route.
    var operations: [ServiceOperation] { get }
}
