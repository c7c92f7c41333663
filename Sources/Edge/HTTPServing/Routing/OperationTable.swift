import AWSProtocols
package import Authorization
import ServiceModel

/// Every operation of the control plane, found by what a request says.
package struct OperationTable: Sendable {
    private var byName: [String: [String: ServiceOperation]] = [:]
    private var rest: [String: [(RestTemplate, ServiceOperation)]] = [:]
    private var s3: [(S3Route, ServiceOperation)] = []
    private var dialects: [String: ServiceDialect] = [:]
    /// All of them, in the order of the services.
    package let all: [ServiceOperation]

    package init(_ services: [any Authorization.Service]) {
        all = services.flatMap(\.operations)
        for operation in all {
            let dialect = operation.operation.dialect
            dialects[dialect.signingName] = dialect
            switch operation.operation.route {
            case .action: byName[dialect.name, default: [:]][operation.operation.name] = operation
            case .rest(let method, let template):
                rest[dialect.name, default: []].append((RestTemplate(method: method, path: template), operation))
            case .s3(let route): s3.append((route, operation))
            }
        }
    }

    /// The service that a SigV4 credential scope names.
    func dialect(signingName: String) -> ServiceDialect? { dialects[signingName] }

    /// The services there are.
    var allDialects: some Collection<ServiceDialect> { dialects.values }

    /// Their names, sorted.
    var serviceNames: [String] { dialects.values.map(\.name).sorted() }

    func operation(named name: String, of dialect: ServiceDialect) -> ServiceOperation? {
        byName[dialect.name]?[name]
    }

    /// The REST operation a raw path names, with the decoded segments that fill its template.
    func operation(
        of dialect: ServiceDialect,
        method: String,
        path: String
    ) -> (ServiceOperation, [(name: String, value: String)])? {
        for (template, operation) in rest[dialect.name] ?? [] {
            if let parameters = template.match(method: method, path: path) { return (operation, parameters) }
        }
        return nil
    }

    /// The S3 operation that asks for most of what the request has; nil if it names a subresource nobody serves.
    func s3Operation(
        method: String,
        level: S3Route.Level,
        query: Set<String>,
        hasHeader: (String) -> Bool
    )
        -> ServiceOperation?
    {
        var best: (weight: Int, operation: ServiceOperation, route: S3Route)?
        for (route, operation) in s3 where route.method == method && route.level == level {
            guard route.query.allSatisfy(query.contains), route.header.map(hasHeader) ?? true else { continue }
            let weight = route.query.count + (route.header == nil ? 0 : 1)
            if weight > best?.weight ?? -1 { best = (weight, operation, route) }
        }
        guard let best else { return nil }
        let unclaimed = query.intersection(S3Subresources.names).subtracting(best.route.query)
        return unclaimed.isEmpty ? best.operation : nil
    }
}
