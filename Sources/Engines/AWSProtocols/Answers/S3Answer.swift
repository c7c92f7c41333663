package import AWSVocabulary

/// The error frame and the request ids of S3.
package enum S3Answer {
    /// The two ids of every S3 answer.
    package static func idHeaders(_ requestID: RequestID) -> [(name: String, value: String)] {
        [("x-amz-request-id", requestID.description), ("x-amz-id-2", hostID(requestID))]
    }

    static func fault(
        code: String,
        message: String,
        fields: WireStructure,
        resource: String?,
        requestID: RequestID
    ) -> [UInt8] {
        var writer = XMLWriter(declaration: ())
        // No namespace: clients compare the root's name literally.
        writer.element("Error") { writer in
            writer.element("Code", code)
            writer.element("Message", message)
            for field in fields.members { writer.element(field.name, ScalarText.text(of: field.value)) }
            writer.element("Resource", resource)
            writer.element("RequestId", requestID.description)
            writer.element("HostId", hostID(requestID))
        }
        return writer.bytes
    }

    private static func hostID(_ requestID: RequestID) -> String { "lanyard/\(requestID)" }
}
