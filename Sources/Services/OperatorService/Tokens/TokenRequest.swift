import AWSProtocols

/// What a token is asked to say (Kubernetes' `TokenRequest`).
struct TokenRequest: Sendable {
    private static let durations = 600...86_400
    private static let defaultDuration = 3600

    let clusterName: String?
    let namespace: String
    let serviceAccount: String
    /// Empty for the API server's own.
    let audiences: [String]
    /// Seconds.
    let duration: Int
    let boundPod: String?

    /// Reads the parameters.
    ///
    /// - Throws: `ValidationException` for a lifetime that Kubernetes would not give.
    init(from reader: inout ParameterReader) throws(Fault) {
        clusterName = reader.clusterName()
        namespace = reader.requiredString("namespace", length: 1...63, pattern: .label)
        serviceAccount = reader.requiredString("serviceAccount", length: 1...253, pattern: .subdomain)
        audiences = reader.strings("audiences", count: 0...32, each: 1...1024) ?? []
        duration = reader.integer("durationSeconds") ?? Self.defaultDuration
        boundPod = reader.string("boundPod", length: 1...253, pattern: .subdomain)
        try reader.finish()
        guard duration >= Self.durations.lowerBound else { throw Words.tooShortlyLived }
        guard duration <= Self.durations.upperBound else { throw Words.tooLongLived }
    }
}
