import AWSProtocols
import AWSVocabulary
import AuditTrail
import Authorization
import JSONTree
import ServiceModel
import Store

extension OperatorService {
    /// Tells why a request was allowed or refused: its event and the reasons of the decision.
    var getExplanation: ServiceOperation {
        let trail = trail
        return operation(
            "GetExplanation",
            isReadOnly: true,
            read: { $0.requiredString("requestId", length: 1...128) },
            resource: { _, _ in "*" },
            perform: { text, _, _ in
                guard let id = RequestID(text.lowercased()), let record = try await trail.record(of: id) else {
                    throw Words.noSuchRequest(text)
                }
                return .output(Self.output(record))
            }
        )
    }

    private static func output(_ record: AuditRecord) -> WireStructure {
        [
            "requestId": .string(record.requestID.description),
            "time": .timestamp(record.time),
            "eventName": .string(record.eventName),
            "eventSource": .string(record.eventSource),
            "errorCode": record.errorCode.map { .string($0) },
            "isInEventHistory": .boolean(record.isInEventHistory),
            "event": stored(record.event),
            "explanation": record.explanation.flatMap(stored),
        ]
    }

    private static func stored(_ bytes: [UInt8]) -> WireValue? {
        (try? JSON(parsing: bytes)).flatMap { WireValue(stored: $0) }
    }
}
