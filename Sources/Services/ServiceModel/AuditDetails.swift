package import JSONTree

/// What an operation adds to the audit record of a call.
package struct AuditDetails: Sendable {
    /// A thing the call was about.
    package struct Resource: Sendable, Hashable {
        /// For example `AWS::IAM::Role`.
        package let type: String
        /// An ARN or a name.
        package let name: String

        package init(type: String, name: String) {
            self.type = type
            self.name = name
        }
    }

    /// Who called by web identity: the provider's ARN, the token's subject and its audience.
    package struct WebIdentity: Sendable, Hashable {
        package let providerARN: String
        package let subject: String
        package let audience: String

        package init(providerARN: String, subject: String, audience: String) {
            self.providerARN = providerARN
            self.subject = subject
            self.audience = audience
        }
    }

    /// Set when a token, not a signature, says who calls.
    package var webIdentity: WebIdentity?
    /// Nil to derive them from the input, secrets hidden.
    package var requestParameters: JSON?
    package var responseElements: JSON?
    package var resources: [Resource]
    package var additionalEventData: JSON?
    /// False for what AWS leaves out of event history.
    package var isInEventHistory: Bool
    /// What CloudTrail says of a refusal where that is not what the caller is told.
    package var errorMessage: String?

    package init(
        webIdentity: WebIdentity? = nil,
        requestParameters: JSON? = nil,
        responseElements: JSON? = nil,
        resources: [Resource] = [],
        additionalEventData: JSON? = nil,
        isInEventHistory: Bool = true
    ) {
        self.webIdentity = webIdentity
        self.requestParameters = requestParameters
        self.responseElements = responseElements
        self.resources = resources
        self.additionalEventData = additionalEventData
        self.isInEventHistory = isInEventHistory
    }
}
