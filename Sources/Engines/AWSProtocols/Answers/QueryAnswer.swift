import AWSVocabulary

/// The frames of the query protocol.
enum QueryAnswer {
    static func success(
        _ output: WireStructure?,
        operation: String,
        dialect: ServiceDialect,
        requestID: RequestID
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.element(operation + "Response", namespace: dialect.namespace) { writer in
            if let output {
                writer.element(operation + "Result") { writer in
                    for member in output.members { write(member.value, named: member.name, to: &writer) }
                }
            }
            writer.element("ResponseMetadata") { $0.element("RequestId", requestID.description) }
        }
        return writer.bytes
    }

    static func fault(
        code: String,
        status: Int,
        message: String,
        dialect: ServiceDialect,
        requestID: RequestID
    ) -> [UInt8] {
        var writer = XMLWriter()
        writer.element("ErrorResponse", namespace: dialect.namespace) { writer in
            writer.element("Error") { writer in
                writer.element("Type", status < 500 ? "Sender" : "Receiver")
                writer.element("Code", code)
                writer.element("Message", message)
            }
            writer.element("RequestId", requestID.description)
        }
        return writer.bytes
    }

    private static func write(_ value: WireValue, named name: String, to writer: inout XMLWriter) {
        switch value {
        case .list(let elements):
            writer.element(name) { writer in
                for element in elements { write(element, named: "member", to: &writer) }
            }
        case .structure(let structure):
            writer.element(name) { writer in
                for member in structure.members { write(member.value, named: member.name, to: &writer) }
            }
        case .map(let entries):
            writer.element(name) { writer in
                for entry in entries.members {
                    writer.element("entry") { writer in
                        writer.element("key", entry.name)
                        write(entry.value, named: "value", to: &writer)
                    }
                }
            }
        default: writer.element(name, ScalarText.text(of: value))
        }
    }
}
