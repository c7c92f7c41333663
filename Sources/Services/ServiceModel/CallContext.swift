package import AWSVocabulary
package import Ambient

/// What is known of a call besides what it asks for.
package struct CallContext: Sendable {
    package let requestID: RequestID
    package let receivedAt: Timestamp
    /// An IP address without a port.
    package let sourceIP: String
    package let userAgent: String?
    /// Whether the call came over TLS.
    package let isSecure: Bool
    /// The region the caller signed for; the installation's own if the call is not signed.
    package let region: Region
    /// The `Host` header.
    package let host: String
    package let caller: Caller

    package init(
        requestID: RequestID,
        receivedAt: Timestamp,
        sourceIP: String,
        userAgent: String?,
        isSecure: Bool,
        region: Region,
        host: String,
        caller: Caller
    ) {
        self.requestID = requestID
        self.receivedAt = receivedAt
        self.sourceIP = sourceIP
        self.userAgent = userAgent
        self.isSecure = isSecure
        self.region = region
        self.host = host
        self.caller = caller
    }
}
