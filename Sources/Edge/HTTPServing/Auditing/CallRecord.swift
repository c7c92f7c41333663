import AWSProtocols
import AWSVocabulary
import Ambient
import AuditTrail
import Authorization
import Directory
import JSONTree
import ServiceModel
import SessionCredentials
import Store

/// Turns a call and what came of it into its audit record.
struct CallRecord: Sendable {
    let ids: IDSource
    let account: AccountID

    /// The record of a call that was performed.
    func record(of call: Call, outcome: Outcome) -> AuditRecord {
        var event = event(of: call.operation, context: call.context, details: outcome.answer.audit)
        event.requestParameters = outcome.answer.audit.requestParameters ?? Redaction.parameters(call.input.json)
        event.responseElements = outcome.answer.audit.responseElements ?? .null
        event.explanation = outcome.authorized.explanation
        return event.record
    }

    /// The record of a call that was refused or failed, as far as it got.
    func record(
        of operation: Operation,
        context: CallContext,
        input: WireStructure?,
        fault: Fault,
        details: AuditDetails,
        explanation: JSON?
    ) -> AuditRecord {
        var event = event(of: operation, context: context, details: details)
        event.requestParameters = details.requestParameters ?? Redaction.parameters(input?.json ?? JSONObject())
        let (code, _, message) = operation.dialect.resolve(fault)
        event.error = (code, details.errorMessage ?? message)
        event.explanation = explanation ?? fault.log.map { ["reason": .string($0), "summary": .string($0)] }
        // CloudTrail's words are not always those that the caller was told; the operator hears the latter.
        if details.errorMessage != nil, case .object(var reasons)? = event.explanation {
            reasons["answered"] = .string(message)
            event.explanation = .object(reasons)
        }
        return event.record
    }

    private func event(of operation: Operation, context: CallContext, details: AuditDetails) -> CloudTrailEvent {
        var event = CloudTrailEvent(
            requestID: context.requestID,
            eventID: ids.timeOrderedUUID(context.receivedAt),
            time: context.receivedAt,
            name: operation.name,
            source: operation.dialect.eventSource,
            isReadOnly: operation.isReadOnly,
            identity: identity(of: context.caller, details: details),
            region: context.region.description,
            sourceIP: context.sourceIP,
            userAgent: context.userAgent,
            recipientAccount: context.caller.account ?? account.description
        )
        event.resources = details.resources.map { AuditRecord.Resource(type: $0.type, name: $0.name) }
        event.additionalEventData = details.additionalEventData
        // Whatever a pod's session does names the pod.
        if case .session(let session) = context.caller, let pod = session.claims.pod {
            var data = details.additionalEventData?.object ?? JSONObject()
            if data["podIdentity"] == nil { data["podIdentity"] = .object(pod.audited) }
            event.additionalEventData = .object(data)
        }
        event.isInEventHistory = details.isInEventHistory
        return event
    }

    private func identity(of caller: Caller, details: AuditDetails) -> AuditIdentity {
        if let token = details.webIdentity {
            return .webIdentity(
                AuditIdentity.WebIdentity(
                    providerARN: token.providerARN,
                    subject: token.subject,
                    audience: token.audience
                )
            )
        }
        switch caller {
        case .anonymous: return .anonymous
        case .user(let user):
            return .user(
                AuditIdentity.User(
                    id: user.id,
                    arn: caller.arn ?? "",
                    account: user.account,
                    name: user.name,
                    accessKeyID: user.accessKeyID
                )
            )
        case .session(let session): return identity(of: session.claims, caller: caller)
        }
    }

    private func identity(of claims: SessionClaims, caller: Caller) -> AuditIdentity {
        switch claims.principal {
        case .user(let id, let name, _):
            return .user(
                AuditIdentity.User(
                    id: id,
                    arn: caller.arn ?? "",
                    account: claims.account,
                    name: name,
                    accessKeyID: claims.accessKeyID
                )
            )
        case .role(let id, let name, let path):
            return .session(
                AuditIdentity.Session(
                    id: caller.userID ?? "",
                    arn: caller.arn ?? "",
                    account: claims.account,
                    accessKeyID: claims.accessKeyID,
                    roleID: id,
                    roleARN: "arn:aws:iam::\(claims.account):role\(path)\(name)",
                    roleName: name,
                    issuedAt: claims.issuedAt,
                    sourceIdentity: claims.sourceIdentity,
                    federatedProvider: claims.federation?.providerARN
                )
            )
        }
    }
}
