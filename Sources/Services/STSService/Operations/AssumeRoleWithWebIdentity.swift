import AWSProtocols
import Authorization
import Directory
import IAMPolicy
import IdentityTokens
import JSONTree
import RoleSessions
import ServiceModel

extension STSService {
    /// Trades an identity token for a role's credentials.
    var assumeRoleWithWebIdentity: ServiceOperation {
        let exchange = self
        return ServiceOperation(
            Operation(
                "AssumeRoleWithWebIdentity",
                .sts,
                authentication: .token,
                isReadOnly: false,
                action: WebIdentityExchange.action
            ),
            prepare: { call in
                let prepared = try await exchange.prepare(call)
                return (prepared.plan, prepared)
            },
            perform: { authorized, prepared in
                guard let role = prepared.role else { throw Fault(.accessDenied) }
                let session: RoleSession
                do {
                    session = try exchange.mint.mint(
                        prepared.request(role.record),
                        now: authorized.context.receivedAt,
                        in: authorized.snapshot
                    )
                } catch let fault as Fault {
                    throw ExplainedFault(fault, audit: prepared.audit) { ParameterRefusal.explanation(fault) }
                }
                return prepared.answer(session)
            }
        )
    }

    private func prepare(_ call: Call) async throws -> WebIdentityExchange {
        var reader = ParameterReader(call.input)
        let parameters = WebIdentityParameters(from: &reader)
        let target: RoleTarget
        do throws(Fault) {
            try reader.finish()
            target = try parameters.common.target()
        } catch {
            throw ExplainedFault(error, audit: AuditDetails(requestParameters: parameters.audited)) {
                ParameterRefusal.explanation(error)
            }
        }
        var audit = AuditDetails(
            requestParameters: parameters.audited,
            resources: [AuditDetails.Resource(type: "AWS::IAM::Role", name: parameters.common.roleARN)]
        )
        let snapshot = directory.snapshot
        do throws(TokenRefusal) {
            let identity = try await verifier.verify(
                parameters.token,
                account: target.account,
                now: call.context.receivedAt,
                in: snapshot
            )
            audit.webIdentity = identity.auditIdentity
            audit.additionalEventData = identity.additionalEventData
            audit.errorMessage = "An unknown error occurred"
            return WebIdentityExchange(
                parameters: parameters.common,
                target: target,
                role: target.entry(in: snapshot),
                identity: identity,
                audit: audit
            )
        } catch {
            // AWS leaves refused tokens out of event history: nobody is known to have called.
            audit.isInEventHistory = false
            throw ExplainedFault(error.fault, audit: audit) { error.explanation }
        }
    }
}
