/// How a service speaks: its names, its version and its protocol.
package struct ServiceDialect: Sendable, Hashable {
    /// For example `sts`.
    package let name: String
    /// The service in a SigV4 credential scope.
    package let signingName: String
    /// For example `sts.amazonaws.com`, as CloudTrail names it.
    package let eventSource: String
    package let apiVersion: String
    /// The XML namespace of answers; empty for JSON.
    package let namespace: String
    package let wire: WireProtocol
    /// What comes before the operation's name in `X-Amz-Target`, without the dot; nil unless the protocol is JSON 1.1.
    package let targetPrefix: String?

    /// The code, status and words of a fault in this service.
    package func resolve(_ fault: Fault) -> (code: String, status: Int, message: String) {
        switch fault.kind {
        case .specific(let code, let status): return (code, status, fault.message ?? code)
        case .common(let common):
            let entry = FaultTable.entry(for: common, dialect: self)
            return (entry.code, entry.status, fault.message ?? entry.message)
        }
    }
}

/// The protocols of AWS's services.
package enum WireProtocol: Sendable, Hashable, CaseIterable {
    case query
    case ec2Query
    case restJSON
    case restXML
    case json11
}

extension ServiceDialect {
    package static let sts = ServiceDialect(
        name: "sts",
        signingName: "sts",
        eventSource: "sts.amazonaws.com",
        apiVersion: "2011-06-15",
        namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
        wire: .query,
        targetPrefix: nil
    )

    package static let iam = ServiceDialect(
        name: "iam",
        signingName: "iam",
        eventSource: "iam.amazonaws.com",
        apiVersion: "2010-05-08",
        namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
        wire: .query,
        targetPrefix: nil
    )

    package static let ec2 = ServiceDialect(
        name: "ec2",
        signingName: "ec2",
        eventSource: "ec2.amazonaws.com",
        apiVersion: "2016-11-15",
        namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
        wire: .ec2Query,
        targetPrefix: nil
    )

    package static let s3 = ServiceDialect(
        name: "s3",
        signingName: "s3",
        eventSource: "s3.amazonaws.com",
        apiVersion: "2006-03-01",
        namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
        wire: .restXML,
        targetPrefix: nil
    )

    package static let eks = ServiceDialect(
        name: "eks",
        signingName: "eks",
        eventSource: "eks.amazonaws.com",
        apiVersion: "2017-11-01",
        namespace: "",
        wire: .restJSON,
        targetPrefix: nil
    )

    package static let eksAuth = ServiceDialect(
        name: "eks-auth",
        signingName: "eks-auth",
        eventSource: "eks-auth.amazonaws.com",
        apiVersion: "2023-11-26",
        namespace: "",
        wire: .restJSON,
        targetPrefix: nil
    )

    package static let cloudTrail = ServiceDialect(
        name: "cloudtrail",
        signingName: "cloudtrail",
        eventSource: "cloudtrail.amazonaws.com",
        apiVersion: "2013-11-01",
        namespace: "",
        wire: .json11,
        targetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"
    )

    /// Lanyard's own operations, for those who run it.
    package static let `operator` = ServiceDialect(
        name: "lanyard",
        signingName: "lanyard",
        eventSource: "lanyard.local",
        apiVersion: "2026-11-01",
        namespace: "",
        wire: .json11,
        targetPrefix: "Lanyard_20261101"
    )
}
