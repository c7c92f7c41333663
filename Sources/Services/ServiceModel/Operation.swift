package import AWSProtocols

/// One API operation as data: what routes, authenticates, authorizes, audits and documents it.
package struct Operation: Sendable, Hashable {
    /// Who may call.
    package enum Authentication: Sendable, Hashable {
        /// Whoever signs the request with live credentials (SigV4).
        case signature
        /// Anybody; the operation checks a token that the request carries.
        case token
    }

    /// The name in AWS's API reference, for example `CreateRole`.
    package let name: String
    package let dialect: ServiceDialect
    package let route: Route
    package let authentication: Authentication
    /// Whether CloudTrail calls it read-only.
    package let isReadOnly: Bool
    /// The IAM action it needs, for example `iam:CreateRole`; nil if it needs none.
    package let action: String?
    /// Whether the body arrives as a stream instead of being read whole first.
    package let streamsBody: Bool

    package init(
        _ name: String,
        _ dialect: ServiceDialect,
        route: Route = .action,
        authentication: Authentication = .signature,
        isReadOnly: Bool = false,
        action: String?,
        streamsBody: Bool = false
    ) {
        self.name = name
        self.dialect = dialect
        self.route = route
        self.authentication = authentication
        self.isReadOnly = isReadOnly
        self.action = action
        self.streamsBody = streamsBody
    }
}
