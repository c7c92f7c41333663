package import AWSVocabulary
package import Ambient

/// What is kept of one call: enough to find it, the event as CloudTrail shapes it, and the reasons of the decision.
package struct AuditRecord: Sendable, Hashable {
    /// A thing the call was about.
    package struct Resource: Sendable, Hashable {
        /// For example `AWS::IAM::Role`.
        package var type: String
        package var name: String

        package init(type: String, name: String) {
            self.type = type
            self.name = name
        }
    }

    package var requestID: RequestID
    package var eventID: String
    package var time: Timestamp
    package var eventName: String
    /// For example `sts.amazonaws.com`.
    package var eventSource: String
    package var isReadOnly: Bool
    package var userName: String?
    package var accessKeyID: String?
    package var resources: [Resource]
    package var errorCode: String?
    /// False for what AWS leaves out of event history, such as tokens refused before a role was looked at.
    package var isInEventHistory: Bool
    /// The CloudTrail event, one JSON object, UTF-8.
    package var event: [UInt8]
    /// Why the call was allowed or refused, one JSON object, UTF-8; for operators only.
    package var explanation: [UInt8]?

    package init(
        requestID: RequestID,
        eventID: String,
        time: Timestamp,
        eventName: String,
        eventSource: String,
        isReadOnly: Bool,
        userName: String?,
        accessKeyID: String?,
        resources: [Resource],
        errorCode: String?,
        isInEventHistory: Bool,
        event: [UInt8],
        explanation: [UInt8]?
    ) {
        self.requestID = requestID
        self.eventID = eventID
        self.time = time
        self.eventName = eventName
        self.eventSource = eventSource
        self.isReadOnly = isReadOnly
        self.userName = userName
        self.accessKeyID = accessKeyID
        self.resources = resources
        self.errorCode = errorCode
        self.isInEventHistory = isInEventHistory
        self.event = event
        self.explanation = explanation
    }
}
