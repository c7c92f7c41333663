import AWSProtocols
import ServiceModel

/// Which service a request is for, when all of them share one port.
struct DialectRouting {
    let table: OperationTable

    /// Looks at what is surest first: the target header, the signature's scope, an unsigned token exchange, the host, the
    /// API version, the shape of the path; what is left is S3's.
    ///
    /// - Throws: `UnknownService` if the request names a service that is not here.
    func dialect(of head: RequestHead, scope: String?, form: QueryRequest?) throws(UnknownService) -> ServiceDialect {
        if let target = head.header("x-amz-target") {
            let prefix = target.split(separator: ".").dropLast().joined(separator: ".")
            for dialect in table.allDialects where dialect.targetPrefix == prefix { return dialect }
            throw UnknownService(name: target)
        }
        if let scope {
            guard let dialect = table.dialect(signingName: scope) else { throw UnknownService(name: scope) }
            return dialect
        }
        if let action = form?.action, action == "AssumeRoleWithWebIdentity" || action == "AssumeRoleWithSAML" {
            return .sts
        }
        if let dialect = dialect(host: head.header("host") ?? "") { return dialect }
        if let form, form.action != nil || form.version != nil {
            for dialect in table.allDialects where dialect.apiVersion == form.version { return dialect }
            return .sts
        }
        if head.path.hasPrefix("/clusters/"), head.path.hasSuffix("/assume-role-for-pod-identity") { return .eksAuth }
        if head.path == "/clusters" || head.path.hasPrefix("/clusters/") { return .eks }
        return .s3
    }

    /// In whose wire form to refuse a request that names no service we have: that of the shape of the request.
    func likelyDialect(of head: RequestHead) -> ServiceDialect {
        if head.header("x-amz-target") != nil { return .cloudTrail }
        if head.header("content-type")?.hasPrefix("application/json") == true { return .eks }
        return head.isForm || head.query.contains("Action=") ? .sts : .s3
    }

    private func dialect(host: String) -> ServiceDialect? {
        let name = host.split(separator: ":").first.map(String.init) ?? ""
        let labels = name.split(separator: ".")
        guard labels.count > 1, let first = labels.first else { return nil }
        if labels.dropFirst().first == "s3" { return .s3 }
        return table.dialect(signingName: String(first))
    }
}

/// A request names a service that the control plane does not have.
struct UnknownService: Error {
    let name: String
}
