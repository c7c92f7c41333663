package import Ambient

/// What EKS Auth gave for a pod's token, written as the pod will get it.
///
/// It prints without its secrets.
package struct PodCredentials: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// The answer's JSON, secret access key and session token included.
    package let body: [UInt8]
    package let expiration: Timestamp
    /// The assumed role with its session.
    package let roleARN: String
    package let roleID: String
    package let associationID: String

    package init(body: [UInt8], expiration: Timestamp, roleARN: String, roleID: String, associationID: String) {
        self.body = body
        self.expiration = expiration
        self.roleARN = roleARN
        self.roleID = roleID
        self.associationID = associationID
    }

    package var description: String { "credentials of \(roleARN) until \(expiration.rfc3339)" }
    package var customMirror: Mirror { Mirror(self, children: ["roleARN": roleARN]) }
}
