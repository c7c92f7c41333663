import AWSProtocols
import AWSVocabulary
import Ambient
import AuditTrail
import Authorization
import ServiceModel
import Store

extension CloudTrailService {
    /// Finds events of the last calls, newest first.
    var lookupEvents: ServiceOperation {
        let audit = audit
        return ServiceOperation(
            Operation("LookupEvents", .cloudTrail, isReadOnly: true, action: "cloudtrail:LookupEvents"),
            prepare: { call in
                let query = try LookupParameters.query(call.input)
                let isEmpty = try LookupParameters.asksForInsights(call.input)
                return (.permission("cloudtrail:LookupEvents", on: "*"), isEmpty ? nil : query)
            },
            perform: { _, query in
                guard let query else { return .output(["Events": .list([])]) }
                let page = try await audit.records(matching: query)
                return .output([
                    "Events": .list(page.records.map { .structure(Self.shape($0)) }),
                    "NextToken": page.next.map { .string(LookupParameters.token($0)) },
                ])
            }
        )
    }

    private static func shape(_ record: AuditRecord) -> WireStructure {
        [
            "EventId": .string(record.eventID), "EventName": .string(record.eventName),
            "ReadOnly": .string(record.isReadOnly ? "true" : "false"),
            "AccessKeyId": record.accessKeyID.map { .string($0) },
            "EventTime": .timestamp(record.time), "EventSource": .string(record.eventSource),
            "Username": record.userName.map { .string($0) },
            "Resources": .list(
                record.resources.map { ["ResourceType": .string($0.type), "ResourceName": .string($0.name)] }
            ),
            "CloudTrailEvent": .string(String(decoding: record.event, as: UTF8.self)),
        ]
    }
}
