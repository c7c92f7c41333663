import JSONTree
package import KubernetesAPI

/// One HTTP request to the Kubernetes API, with who the connection's client certificate says it comes from.
package struct KubernetesRequest: Sendable {
    package let method: String
    package let path: String
    package private(set) var query: [(name: String, value: String)]
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]
    package let certificate: UserInfo?
    let warnings = WarningList()

    package init(
        method: String,
        path: String,
        query: [(name: String, value: String)] = [],
        headers: [String: String] = [:],
        body: [UInt8] = [],
        certificate: UserInfo? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.certificate = certificate
    }

    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

    var isDryRun: Bool { value("dryRun") == "All" }

    /// The same request with the dry run that the options in its body ask for.
    func with(options: JSON) -> KubernetesRequest {
        var request = self
        for value in options["dryRun"]?.array ?? [] {
            request.query.append((name: "dryRun", value: value.string ?? ""))
        }
        return request
    }

    /// As Kubernetes reads it: whatever is there is true, but `0` and `false`, however written.
    func flag(_ name: String) -> Bool { value(name).map { $0 != "0" && $0.lowercased() != "false" } ?? false }
}

/// What a request is answered with.
package struct KubernetesResponse: Sendable {
    package typealias Writer = @Sendable ([UInt8]) async throws -> Void

    /// The whole, or what makes it piece by piece.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Written piece by piece until the function returns or writing fails.
        case stream(@Sendable (Writer) async throws -> Void)
    }

    package let status: Int
    package let contentType: String
    package let body: Body
    /// Texts for `Warning` headers (RFC 7234 section 5.5, code 299).
    package var warnings: [String] = []

    package init(status: Int, contentType: String, body: Body) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
