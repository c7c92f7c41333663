import AuditTrail
import ServiceLifecycle

/// Writes the audit trail while the program runs, and what is still waiting when it ends.
struct AuditTrailService: ServiceLifecycle.Service {
    let trail: AuditTrail

    func run() async throws {
        await withGracefulShutdownHandler {
            await trail.run()
        } onGracefulShutdown: {
            trail.shutDown()
        }
    }
}
