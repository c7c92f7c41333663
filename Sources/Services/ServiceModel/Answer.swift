package import AWSProtocols

/// What an operation answers.
package struct Answer: Sendable {
    /// The content of an answer.
    package enum Content: Sendable {
        /// Output members, encoded by the service's protocol; nil for operations without output.
        case output(WireStructure?)
        /// An HTTP answer made by the operation itself, as S3's are.
        case http(HTTPAnswer)
    }

    package let content: Content
    package let audit: AuditDetails

    package init(_ content: Content, audit: AuditDetails = AuditDetails()) {
        self.content = content
        self.audit = audit
    }

    /// An answer of output members; nil for operations without output.
    package static func output(_ members: WireStructure?, audit: AuditDetails = AuditDetails()) -> Answer {
        Answer(.output(members), audit: audit)
    }
}

/// An HTTP answer; request ids, `Date` and `Content-Length` are added at the edge.
package struct HTTPAnswer: Sendable {
    /// What is sent after the header fields.
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Part of a file, streamed: offset and length in bytes.
        case file(path: String, offset: Int, length: Int)
        /// None, though the header fields announce this many bytes, as for `HEAD`.
        case none(announcedLength: Int?)
    }

    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: Body

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
