import AWSVocabulary

/// The frames of EC2's query protocol.
enum EC2Answer {
    static func success(
        _ output: WireStructure?,
        operation: String,
        dialect: ServiceDialect,
        requestID: RequestID
    ) -> [UInt8] {
        var writer = XMLWriter(declaration: ())
        writer.element(operation + "Response", namespace: dialect.namespace) { writer in
            writer.element("requestId", requestID.description)
            for member in output?.members ?? [] { write(member.value, named: member.name, to: &writer) }
        }
        return writer.bytes
    }

    static func fault(code: String, message: String, requestID: RequestID) -> [UInt8] {
        var writer = XMLWriter(declaration: ())
        writer.element("Response") { writer in
            writer.element("Errors") { writer in
                writer.element("Error") { writer in
                    writer.element("Code", code)
                    writer.element("Message", message)
                }
            }
            writer.element("RequestID", requestID.description)
        }
        return writer.bytes
    }

    private static func write(_ value: WireValue, named name: String, to writer: inout XMLWriter) {
        switch value {
        case .list(let elements):
            writer.element(name) { writer in
                for element in elements { write(element, named: "item", to: &writer) }
            }
        case .structure(let structure), .map(let structure):
            writer.element(name) { writer in
                for member in structure.members { write(member.value, named: member.name, to: &writer) }
            }
        default: writer.element(name, ScalarText.text(of: value))
        }
    }
}
