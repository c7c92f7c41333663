/// OpenAPI v2 in gnostic's protobuf form: only which patches validate fields, for `kubectl` 1.27 and 1.28.
package enum OpenAPI2 {
    package static var document: [UInt8] {
        var paths: [UInt8] = []
        for resource in APIResource.all {
            let kind = "group: \"\(resource.group)\"\nkind: \(resource.kind)\nversion: \(resource.version)\n"
            let named = text(1, "x-kubernetes-group-version-kind") + field(2, text(2, kind))
            let query = text(2, "query") + text(4, "fieldValidation")
            let parameter = field(8, field(1, field(2, field(3, query))))
            let item = field(8, parameter + field(13, named))
            let path = resource.group.isEmpty ? "/api/v1" : "/apis/\(resource.group)/v1"
            paths += field(2, text(1, "\(path)/\(resource.plural)/{name}") + field(2, item))
        }
        return text(1, "2.0") + field(2, text(1, "Lanyard") + text(2, "v1.33.0")) + field(8, paths)
    }

    private static func text(_ number: Int, _ value: String) -> [UInt8] { field(number, Array(value.utf8)) }

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
