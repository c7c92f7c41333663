import AWSProtocols
import ServiceModel

/// What a request may ask of an object's keeping that this S3 does not do, and therefore refuses rather than forgets.
enum RequestLimits {
    private static let locks = [
        "x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold",
    ]

    /// Checks the header fields of a request that writes an object.
    ///
    /// - Throws: `Fault`.
    static func check(_ head: RequestHead) throws(Fault) {
        try checkACL(head)
        if let storageClass = head.header("x-amz-storage-class"), storageClass != "STANDARD" {
            throw Fault("InvalidStorageClass", status: 400, "The storage class you specified is not valid")
        }
        for (name, _) in head.headers
        where name.hasPrefix("x-amz-server-side-encryption")
            || name.hasPrefix("x-amz-copy-source-server-side-encryption")
        {
            throw Words.invalidRequest("Lanyard's S3 does not encrypt what it keeps: leave \(name) out.")
        }
        for name in locks where head.header(name) != nil {
            throw Words.invalidRequest("Bucket is missing Object Lock Configuration")
        }
        if head.header("x-amz-website-redirect-location") != nil {
            throw Words.invalidRequest("Lanyard's S3 serves no websites: leave x-amz-website-redirect-location out.")
        }
    }

    /// Buckets are their owner's, as AWS makes them by default; access is given by policies.
    ///
    /// - Throws: `AccessControlListNotSupported`.
    static func checkACL(_ head: RequestHead) throws(Fault) {
        let acl = head.header("x-amz-acl")
        let grants = head.headers.contains { $0.name.hasPrefix("x-amz-grant-") }
        guard acl == nil || acl == "private" || acl == "bucket-owner-full-control", !grants else {
            throw Fault("AccessControlListNotSupported", status: 400, "The bucket does not allow ACLs")
        }
    }

    /// Versions were never turned on, so that every object has the one called `null`.
    ///
    /// - Throws: `InvalidArgument`.
    static func checkVersion(_ query: S3Query) throws(Fault) {
        guard let version = query.string("versionId"), version != "null" else { return }
        throw Words.invalidVersion
    }
}
