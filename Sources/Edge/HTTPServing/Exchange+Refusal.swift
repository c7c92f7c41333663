import AWSProtocols
import AuditTrail
import Authorization
import HummingbirdCore
import JSONTree
import Logging
import ServiceModel
import Store

extension Exchange {
    /// Tells the caller AWS's words, and the audit trail and the log the rest.
    func refuse(
        _ error: any Error,
        operation: Operation,
        context: CallContext,
        input: WireStructure?
    ) async -> Response {
        var details = AuditDetails()
        var explanation: JSON?
        let fault: Fault
        switch error {
        case let explained as ExplainedFault:
            fault = explained.fault
            details = explained.audit
            explanation = explained.explanation
        case let plain as Fault:
            fault = plain
            // Who did not prove who he is does not belong in an account's history.
            if case .anonymous = context.caller { details.isInEventHistory = false }
        case let error as StoreError: fault = Fault(.unavailable, log: "the store: \(error)")
        default: fault = Fault(.internalFailure, log: "\(error)")
        }
        let (code, status, _) = operation.dialect.resolve(fault)
        if status >= 500 {
            endpoint.logger.error("\(requestID) \(operation.name): \(code): \(fault.log ?? "")")
        } else {
            endpoint.logger.info("\(requestID) \(operation.name): \(code), see lanyard explain \(requestID)")
        }
        let record = endpoint.records.record(
            of: operation,
            context: context,
            input: input,
            fault: fault,
            details: details,
            explanation: explanation
        )
        if case .anonymous = context.caller {
            let budget = endpoint.refusals.take(at: now)
            if let count = budget.leftOut {
                endpoint.logger.warning("\(count) refusals of callers nobody knows were too many to be recorded")
            }
            guard budget.isRecorded else { return answer(fault, dialect: operation.dialect) }
        }
        do {
            try await endpoint.audit.append(record)
        } catch {
            endpoint.logger.error("\(requestID): the audit record could not be written: \(error)")
        }
        return answer(fault, dialect: operation.dialect)
    }
}
