import AuditTrail
import ServiceLifecycle

/// Writes the audit trail while the program runs, and what is still waiting when it ends.
struct AuditTrailService: ServiceLifecycle.Service {
    let trail: AuditTrail

    func run() async throws {
        // Cancelled too: another service may have failed, and the group waits for this one.
        await withTaskCancellationOrGracefulShutdownHandler {
            // A commit blocks, and none should wait for a thread that does something else.
            await withTaskExecutorPreference(CommitThread()) { await trail.run() }
        } onCancelOrGracefulShutdown: {
            trail.shutDown()
        }
    }
}
