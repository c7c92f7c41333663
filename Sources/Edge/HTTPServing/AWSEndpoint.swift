package import AWSVocabulary
package import Ambient
package import AuditTrail
package import Authorization
package import Directory
import HTTPTypes
package import HummingbirdCore
package import Logging
import ServiceModel
package import SessionCredentials
import SigV4

/// The one port of all AWS services: finds service and operation, verifies the signature, authorizes, performs, audits.
///
/// One object, since every exchange holds it.
package final class AWSEndpoint: Sendable {
    let table: OperationTable
    let routing: DialectRouting
    let authentication: CallerAuthentication
    let authorizer: Authorizer
    let audit: AuditTrail
    let records: CallRecord
    let clock: WallClock
    let ids: IDSource
    let region: Region
    let logger: Logger
    let refusals = RefusalBudget()
    private let date = DateHeader()

    package init(
        services: [any Authorization.Service],
        directory: Directory,
        sessions: OpenedSessions,
        audit: AuditTrail,
        clock: WallClock,
        signingClock: WallClock,
        ids: IDSource,
        account: AccountID,
        region: Region,
        logger: Logger
    ) {
        table = OperationTable(services)
        routing = DialectRouting(table: table)
        authentication = CallerAuthentication(
            directory: directory,
            sessions: sessions,
            verifier: SignatureVerifier(),
            signingClock: signingClock,
            clock: clock
        )
        authorizer = Authorizer(directory: directory, sessions: sessions)
        self.audit = audit
        records = CallRecord(ids: ids, account: account)
        self.clock = clock
        self.ids = ids
        self.region = region
        self.logger = logger
    }

    /// Answers one request; it never throws, and every answer has a request id.
    package func respond(to request: Request, from peer: Peer) async -> Response {
        let now = clock.now
        let exchange = Exchange(endpoint: self, request: request, peer: peer, requestID: ids.requestID(now), now: now)
        var response = await exchange.response()
        response.headers[.date] = date.value(WallClock.system.now)
        response.headers[.server] = "Lanyard"
        return response
    }
}
