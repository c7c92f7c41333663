import Ambient
import Directory
import ServiceModel

/// A call that was authorized, at work.
struct AllowedCall: Sendable {
    let context: CallContext
    /// The state that the decision was taken on.
    let view: AccountView
    let now: Timestamp
    private let directory: Directory

    init(context: CallContext, view: AccountView, now: Timestamp, directory: Directory) {
        self.context = context
        self.view = view
        self.now = now
        self.directory = directory
    }

    /// Checks and writes in one step, on the newest state; a throw writes nothing.
    func change<Result: Sendable>(
        _ body: @escaping @Sendable (inout DirectoryDraft, AccountView) throws -> Result
    ) async throws -> Result {
        let account = view.account
        return try await directory.update { draft in
            let view = AccountView(draft.snapshot, account: account)
            return try body(&draft, view)
        }
    }

    /// Replaces one entity by what `body` makes of it.
    ///
    /// - Throws: `NoSuchEntity` if it is not there, and whatever `body` throws.
    @discardableResult
    func change<Entity: IAMEntity>(
        _ kind: Entity.Type,
        _ identifier: String,
        _ body: @escaping @Sendable (inout Entity, AccountView) throws -> Void
    ) async throws -> Entity {
        try await change { draft, view in
            let before = try view.find(kind, identifier)
            var entity = before
            try body(&entity, view)
            if entity != before { draft.put(entity) }
            return entity
        }
    }
}
