import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IAMPolicy
import JSONTree
import RoleSessions
import ServiceModel

extension STSService {
    /// Gives a signed caller a role's credentials.
    var assumeRole: ServiceOperation {
        let (directory, mint) = (directory, mint)
        return ServiceOperation(
            Operation("AssumeRole", .sts, isReadOnly: true, action: RoleAssumption.action),
            prepare: { call in
                let assumption = try RoleAssumption(call, snapshot: directory.snapshot)
                return (assumption.plan, assumption)
            },
            perform: { authorized, assumption in
                guard let role = assumption.role else { throw Fault(.accessDenied) }
                let session = try mint.mint(
                    assumption.request(role.record),
                    now: authorized.context.receivedAt,
                    in: authorized.snapshot
                )
                var audit = assumption.audit
                audit.responseElements = .object(session.audited)
                return .output(session.output, audit: audit)
            }
        )
    }
}
