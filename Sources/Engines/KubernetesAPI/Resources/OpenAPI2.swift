/// OpenAPI v2 in gnostic's protobuf form: every field of what is served, and which patches validate fields, for `kubectl`
/// 1.27 to 1.30 and `kubectl explain --output plaintext-openapiv2`.
package enum OpenAPI2 {
    package static let document: [UInt8] = {
        var paths: [UInt8] = []
        for resource in APIResource.all {
            let named = text(1, "x-kubernetes-group-version-kind") + field(2, text(2, identity(resource, indent: "")))
            let query = text(2, "query") + text(4, "fieldValidation")
            let parameter = field(8, field(1, field(2, field(3, query))))
            let types = OpenAPI.patches.flatMap { text(7, $0) }
            let item = field(8, types + parameter + field(13, named))
            let path = resource.group.isEmpty ? "/api/v1" : "/apis/\(resource.group)/v1"
            paths += field(2, text(1, "\(path)/\(resource.plural)/{name}") + field(2, item))
        }
        var definitions: [UInt8] = []
        let kinds = APIResource.all.flatMap { [$0.kind] + $0.subresources.map(\.kind) }
        for schema in SchemaTable.closure(of: kinds) {
            definitions += field(1, text(1, schema.qualifiedName) + field(2, definition(schema)))
        }
        for (name, format, description) in simple {
            let content = text(2, format) + text(4, description) + field(22, text(1, "string"))
            definitions += field(1, text(1, name) + field(2, content))
        }
        return text(1, "2.0") + field(2, text(1, "Lanyard") + text(2, "v1.33.0")) + field(8, paths)
            + field(9, definitions)
    }()

    private static let simple = [
        ("io.k8s.apimachinery.pkg.api.resource.Quantity", "", "A number with a unit, such as 250m or 64Mi."),
        (
            "io.k8s.apimachinery.pkg.util.intstr.IntOrString", "int-or-string",
            "A number, or a text such as a percentage or a name."
        ),
        ("io.k8s.apimachinery.pkg.apis.meta.v1.Time", "date-time", "A time (RFC 3339)."),
        ("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", "date-time", "A time (RFC 3339) with microseconds."),
    ]

    private static func identity(_ resource: APIResource, indent: String) -> String {
        "group: \"\(resource.group)\"\n\(indent)kind: \(resource.kind)\n\(indent)version: \(resource.version)\n"
    }

    private static func definition(_ schema: Schema) -> [UInt8] {
        var content = text(4, schema.description)
        for name in schema.fields.filter(\.isRequired).map(\.name) { content += text(19, name) }
        content += field(22, text(1, "object"))
        var properties: [UInt8] = []
        for member in schema.fields {
            var property = text(4, member.description) + type(member.type)
            for (name, value) in OpenAPI.extensions(member) {
                property += field(31, text(1, name) + field(2, text(2, "\(value)\n")))
            }
            properties += field(1, text(1, member.name) + field(2, property))
        }
        content += field(25, properties)
        if let resource = APIResource.all.first(where: { $0.kind == schema.name }) {
            let list = "- " + identity(resource, indent: "  ")
            content += field(31, text(1, "x-kubernetes-group-version-kind") + field(2, text(2, list)))
        }
        return content
    }

    private static func type(_ type: FieldType) -> [UInt8] {
        func plain(_ name: String, _ format: String = "") -> [UInt8] { text(2, format) + field(22, text(1, name)) }
        func reference(_ name: String) -> [UInt8] { text(1, "#/definitions/\(name)") }
        switch type {
        case .string: return plain("string")
        case .bytes: return plain("string", "byte")
        case .int32: return plain("integer", "int32")
        case .int64: return plain("integer", "int64")
        case .double: return plain("number", "double")
        case .boolean: return plain("boolean")
        case .quantity: return reference(simple[0].0)
        case .intOrString: return reference(simple[1].0)
        case .time: return reference(simple[2].0)
        case .microTime: return reference(simple[3].0)
        case .anything: return plain("object")
        case .list(let inner): return plain("array") + field(23, field(1, Self.type(inner)))
        case .map(let inner): return plain("object") + field(21, field(1, Self.type(inner)))
        case .object(let name): return reference(SchemaTable.all[name]?.qualifiedName ?? name)
        }
    }

    /// Nothing for an empty text.
    private static func text(_ number: Int, _ value: String) -> [UInt8] {
        value.isEmpty ? [] : field(number, Array(value.utf8))
    }

    private static func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(content.count) + content
    }

    private static func varint(_ value: Int) -> [UInt8] {
        var (value, bytes) = (value, [UInt8]())
        while value > 0x7F {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }
}
