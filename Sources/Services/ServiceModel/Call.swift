package import AWSProtocols

/// A request whose operation and caller are known; not yet authorized.
package struct Call: Sendable {
    package let operation: Operation
    /// Decoded parameters, path and query parameters of REST operations among them.
    ///
    /// Empty for S3, whose operations read the head.
    package let input: WireStructure
    package let head: RequestHead
    package let body: CallBody
    package let context: CallContext

    package init(operation: Operation, input: WireStructure, head: RequestHead, body: CallBody, context: CallContext) {
        self.operation = operation
        self.input = input
        self.head = head
        self.body = body
        self.context = context
    }
}

/// The body of a call.
package enum CallBody: Sendable {
    /// Read whole, and its signature checked.
    case bytes([UInt8])
    /// Arrives in parts with `aws-chunked` framing already removed; its end throws if a digest or signature differs, so
    /// nothing of it may be kept unless it ended well.
    case stream(BodyStream)
}
