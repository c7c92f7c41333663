/// How a request names its operation.
package enum Route: Sendable, Hashable {
    /// By name: the `Action` parameter, or the end of `X-Amz-Target`.
    case action
    /// By method and path; `{name}` stands for one percent-encoded segment, which becomes an input member of that name.
    case rest(method: String, template: String)
    /// By method, what the path names, and the query parameters and header that select a subresource.
    case s3(S3Route)
}

/// How a request names an S3 operation.
package struct S3Route: Sendable, Hashable {
    /// What the path names.
    package enum Level: Sendable, Hashable {
        case service
        case bucket
        case object
    }

    package let method: String
    package let level: Level
    /// Query parameters that must be there, for example `uploads`; of several matches the one that asks for most wins.
    package let query: [String]
    /// A header that must be there, lower-case.
    package let header: String?

    package init(_ method: String, _ level: Level, query: [String] = [], header: String? = nil) {
        self.method = method
        self.level = level
        self.query = query
        self.header = header
    }
}
