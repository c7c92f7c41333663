package import Ambient

/// When and for what an access key was used last.
package struct AccessKeyUse: Sendable, Hashable {
    package let time: Timestamp
    /// As AWS names it, for example `sts`.
    package let service: String
    package let region: String

    package init(time: Timestamp, service: String, region: String) {
        self.time = time
        self.service = service
        self.region = region
    }
}

/// Knows when access keys were used.
package protocol AccessKeyUseSource: Sendable {
    /// The last call that a key has signed, allowed or refused; nil if there was none, or nobody knows any more.
    ///
    /// Any error counts as a failure of our own.
    func lastUse(of accessKeyID: String) async throws -> AccessKeyUse?
}
