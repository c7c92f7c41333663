package import AWSVocabulary

/// A session whose token was opened.
package final class OpenedSession: Sendable {
    package let claims: SessionClaims
    package let secret: Secret

    package init(claims: SessionClaims, secret: Secret) {
        self.claims = claims
        self.secret = secret
    }
}
