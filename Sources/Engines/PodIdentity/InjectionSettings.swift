/// What the webhook's flags say about how pods are changed.
package struct InjectionSettings: Sendable, Hashable {
    /// Where a pod finds a token, and whom the token is for.
    package struct TokenPlace: Sendable, Hashable {
        package var audience: String
        package var mountPath: String
        package var volume: String
        package var file: String

        package init(audience: String, mountPath: String, volume: String, file: String) {
            self.audience = audience
            self.mountPath = mountPath
            self.volume = volume
            self.file = file
        }
    }

    /// What stands before the `/` of every annotation.
    package var annotationPrefix = "eks.amazonaws.com"
    /// Injected as the region if not empty.
    package var defaultRegion = ""
    package var usesRegionalSTS = false
    /// Seconds.
    package var tokenExpiration = TokenExpiration.standard
    /// For roles that service accounts name (IRSA).
    package var role = TokenPlace(
        audience: "sts.amazonaws.com",
        mountPath: "/var/run/secrets/eks.amazonaws.com/serviceaccount",
        volume: "aws-iam-token",
        file: "token"
    )
    /// For pod identity associations.
    package var containerCredentials = TokenPlace(
        audience: "pods.eks.amazonaws.com",
        mountPath: "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
        volume: "eks-pod-identity-token",
        file: "eks-pod-identity-token"
    )
    /// Where pods with an association ask for credentials.
    package var containerCredentialsURI = "http://169.254.170.23/v1/credentials"
    /// Completes role names that are no ARN; nil leaves them alone.
    package var composition: RoleComposition?

    /// AWS's defaults.
    package init() {}
}

/// Lifetimes of projected tokens, in seconds.
package enum TokenExpiration {
    package static let standard = 86_400
    /// The API server refuses less.
    package static let minimum = 600

    /// A lifetime as an annotation writes it: a decimal number, raised to the minimum; nil if it is none.
    package static func parse(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.map { max(minimum, $0) }
    }
}
