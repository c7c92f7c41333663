package import Ambient

/// A pod, as its tokens name it.
package struct PodName: Sendable, Hashable {
    package let issuer: String
    /// `system:serviceaccount:NAMESPACE:NAME`.
    package let subject: String
    package let uid: String

    package init(issuer: String, subject: String, uid: String) {
        self.issuer = issuer
        self.subject = subject
        self.uid = uid
    }
}

/// A service-account token as a pod presented it: read, not verified; only EKS Auth can verify it.
///
/// It prints as `***`.
package struct PodToken: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let text: String
    /// The pod that the token is bound to; nil if it names none.
    package let pod: PodName?
    package let issuedAt: Timestamp?
    /// The first moment at which the token does not count any more.
    package let expires: Timestamp?
    package let notBefore: Timestamp?

    package init(
        text: String,
        pod: PodName?,
        issuedAt: Timestamp?,
        expires: Timestamp?,
        notBefore: Timestamp? = nil
    ) {
        self.text = text
        self.pod = pod
        self.issuedAt = issuedAt
        self.expires = expires
        self.notBefore = notBefore
    }

    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    package static func == (left: PodToken, right: PodToken) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Whether the token counts at a time, as far as it says so itself.
    package func isCurrent(at now: Timestamp) -> Bool { timeProblems(at: now).isEmpty }

    /// What is wrong with the token's times, in the words of AWS's agent.
    package func timeProblems(at now: Timestamp) -> [String] {
        var problems: [String] = []
        if let expires, now >= expires { problems.append("token is expired") }
        if let notBefore, now < notBefore { problems.append("token is not valid yet") }
        return problems
    }
}
