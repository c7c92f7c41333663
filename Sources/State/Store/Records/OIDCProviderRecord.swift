package import AWSVocabulary
package import Ambient

/// An IAM OIDC provider: an issuer whose tokens may take roles.
package struct OIDCProviderRecord: StateRecord {
    package static let aggregate = Aggregate.oidcProviders

    /// Twelve digits.
    package var account: String
    /// Host, port if not 443, and path, without `https://`, as in the ARN.
    package var url: String
    package var clientIDs: [String]
    /// SHA-1 of the top certificate, 40 hexadecimal digits.
    package var thumbprints: [String]
    package var createdAt: Timestamp
    package var tags: [Tag]

    package init(
        account: String,
        url: String,
        clientIDs: [String],
        thumbprints: [String],
        createdAt: Timestamp,
        tags: [Tag] = []
    ) {
        self.account = account
        self.url = url
        self.clientIDs = clientIDs
        self.thumbprints = thumbprints
        self.createdAt = createdAt
        self.tags = tags
    }

    package var key: String { arn.description }

    package var arn: ARN { ARN(service: "iam", account: account, resource: "oidc-provider/\(url)") }
}
