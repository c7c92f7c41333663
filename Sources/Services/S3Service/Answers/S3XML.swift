import AWSProtocols
import ServiceModel

/// S3's XML answers.
enum S3XML {
    static func document(_ name: String, _ content: (inout XMLWriter) -> Void) -> [UInt8] {
        var writer = XMLWriter(declaration: ())
        writer.element(name, namespace: ServiceDialect.s3.namespace, content)
        return writer.bytes
    }

    /// An answer of status 200 with a document.
    static func answer(_ bytes: [UInt8], headers: [(name: String, value: String)] = [], audit: AuditDetails) -> Answer {
        Answer(
            .http(
                HTTPAnswer(status: 200, headers: [("content-type", "application/xml")] + headers, body: .bytes(bytes))
            ),
            audit: audit
        )
    }

    /// An answer without a body.
    static func empty(status: Int, headers: [(name: String, value: String)] = [], audit: AuditDetails) -> Answer {
        Answer(.http(HTTPAnswer(status: status, headers: headers)), audit: audit)
    }
}
