package import AWSVocabulary
package import Ambient
package import JSONTree
package import Store

/// One call as CloudTrail records it (CloudTrail User Guide, "CloudTrail record contents").
package struct CloudTrailEvent: Sendable {
    package var requestID: RequestID
    package var eventID: String
    package var time: Timestamp
    package var name: String
    /// For example `sts.amazonaws.com`.
    package var source: String
    package var isReadOnly: Bool
    package var identity: AuditIdentity
    package var region: String
    package var sourceIP: String
    package var userAgent: String?
    /// The account the event is told to, twelve digits.
    package var recipientAccount: String
    package var requestParameters: JSON = .null
    package var responseElements: JSON = .null
    package var resources: [AuditRecord.Resource] = []
    package var additionalEventData: JSON?
    package var error: (code: String, message: String)?
    package var isInEventHistory = true
    /// Why the call was allowed or refused, for operators.
    package var explanation: JSON?

    package init(
        requestID: RequestID,
        eventID: String,
        time: Timestamp,
        name: String,
        source: String,
        isReadOnly: Bool,
        identity: AuditIdentity,
        region: String,
        sourceIP: String,
        userAgent: String?,
        recipientAccount: String
    ) {
        self.requestID = requestID
        self.eventID = eventID
        self.time = time
        self.name = name
        self.source = source
        self.isReadOnly = isReadOnly
        self.identity = identity
        self.region = region
        self.sourceIP = sourceIP
        self.userAgent = userAgent
        self.recipientAccount = recipientAccount
    }

    /// The event with what it is found by.
    package var record: AuditRecord {
        AuditRecord(
            requestID: requestID,
            eventID: eventID,
            time: time,
            eventName: name,
            eventSource: source,
            isReadOnly: isReadOnly,
            userName: identity.userName,
            accessKeyID: identity.accessKeyID,
            resources: resources,
            errorCode: error?.code,
            isInEventHistory: isInEventHistory,
            event: json.serialized(),
            explanation: explanation?.serialized()
        )
    }

    /// Whether nobody called, and a service of its own did something.
    private var isByService: Bool {
        if case .service = identity { true } else { false }
    }

    private var json: JSON {
        var event = JSONObject()
        event.reserveCapacity(20)
        event.append("eventVersion", "1.11")
        event.append("userIdentity", identity.cloudTrail)
        event.append("eventTime", .string(time.rfc3339))
        event.append("eventSource", .string(source))
        event.append("eventName", .string(name))
        event.append("awsRegion", .string(region))
        event.append("sourceIPAddress", .string(sourceIP))
        event.append("userAgent", userAgent.map { .string($0) } ?? .null)
        if let error {
            event.append("errorCode", .string(error.code))
            event.append("errorMessage", .string(error.message))
        }
        event.append("requestParameters", requestParameters)
        event.append("responseElements", responseElements)
        if let additionalEventData { event.append("additionalEventData", additionalEventData) }
        event.append("requestID", .string(requestID.description))
        event.append("eventID", .string(eventID))
        event.append("readOnly", .boolean(isReadOnly))
        if !resources.isEmpty {
            event.append(
                "resources",
                .array(
                    resources.map { resource in
                        [
                            "accountId": .string(recipientAccount), "type": .string(resource.type),
                            resource.name.hasPrefix("arn:") ? "ARN" : "resourceName": .string(resource.name),
                        ]
                    }
                )
            )
        }
        event.append("eventType", isByService ? "AwsServiceEvent" : "AwsApiCall")
        event.append("managementEvent", true)
        event.append("recipientAccountId", .string(recipientAccount))
        event.append("eventCategory", "Management")
        return .object(event)
    }
}
