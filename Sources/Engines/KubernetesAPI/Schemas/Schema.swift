/// A kind of object or of a part of one, with its fields.
struct Schema: Sendable {
    /// How a strategic merge patch changes a list or an object (`x-kubernetes-patch-strategy`).
    struct Merging: Sendable, Hashable {
        /// The member that tells elements apart; nil for a list of plain values, or for an object.
        var key: String?
        /// Whether the parts of lists are merged.
        var isMerged = false
        /// Whether only the members that the patch names are kept.
        var retainsKeys = false

        var strategy: String {
            [isMerged ? "merge" : nil, retainsKeys ? "retainKeys" : nil].compactMap(\.self).joined(separator: ",")
        }
    }

    struct Field: Sendable {
        let name: String
        let type: FieldType
        let isRequired: Bool
        let description: String
        let merging: Merging?

        /// Reads `name! TYPE @MERGING: description`, of which only the name and the type are needed.
        init?(_ line: Substring) {
            let parts = line.split(separator: ": ", maxSplits: 1)
            let words = parts[0].split(separator: " ")
            guard words.count >= 2 else { return nil }
            isRequired = words[0].hasSuffix("!")
            name = String(isRequired ? words[0].dropLast() : words[0])
            type = FieldType(words[1])
            description = parts.count > 1 ? String(parts[1]) : ""
            // `@key`, `@key+` and `@+` with retained keys, `@=` for a set.
            merging =
                words.count > 2
                ? {
                    let key = words[2].dropFirst().prefix { $0 != "+" && $0 != "=" }
                    return Merging(
                        key: key.isEmpty ? nil : String(key),
                        isMerged: !key.isEmpty || words[2].hasSuffix("="),
                        retainsKeys: words[2].hasSuffix("+")
                    )
                }() : nil
        }
    }

    let name: String
    /// The API group with its version, as OpenAPI names it: `io.k8s.api.core.v1`.
    let package: String
    let description: String
    let fields: [Field]
    private let places: [String: Int]

    init(name: String, package: String, description: String, fields: [Field]) {
        self.name = name
        self.package = package
        self.description = description
        self.fields = fields
        places = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// For example `io.k8s.api.core.v1.Pod`.
    var qualifiedName: String { "\(package).\(name)" }

    func field(_ name: String) -> Field? { places[name].map { fields[$0] } }
}

/// Every kind that is served, and the kinds of their parts.
///
/// The fields are those of Kubernetes, older and newer versions than the one that is claimed included: what any of them
/// knows is no unknown field.
enum SchemaTable {
    private static let parts: [(package: String, text: String)] = [
        ("io.k8s.apimachinery.pkg.apis.meta.v1", metadata), ("io.k8s.api.core.v1", pods),
        ("io.k8s.api.core.v1", volumes), ("io.k8s.api.core.v1", podStatus), ("io.k8s.api.core.v1", core),
        ("io.k8s.api.admissionregistration.v1", webhooks), ("io.k8s.api.apps.v1", workloads),
        ("io.k8s.api.authentication.v1", tokens), ("io.k8s.api.authorization.v1", access),
        ("io.k8s.api.autoscaling.v1", scale), ("io.k8s.api.rbac.v1", roles),
    ]

    static let all: [String: Schema] = {
        var all: [String: Schema] = [:]
        for part in parts {
            for block in part.text.split(separator: "\n\n") {
                let lines = block.split(separator: "\n")
                let head = lines[0].dropFirst(2).split(separator: ": ", maxSplits: 1)
                let name = String(head[0])
                all[name] = Schema(
                    name: name,
                    package: part.package,
                    description: head.count > 1 ? String(head[1]) : "",
                    fields: lines.dropFirst().compactMap(Schema.Field.init)
                )
            }
        }
        return all
    }()

    /// A kind and the kinds of its parts, and of theirs.
    static func closure(of kinds: [String]) -> [Schema] {
        var (found, waiting) = ([String: Schema](), kinds)
        while let kind = waiting.popLast() {
            guard found[kind] == nil, let schema = all[kind] else { continue }
            found[kind] = schema
            waiting += schema.fields.compactMap(\.type.kind)
        }
        return found.values.sorted { $0.qualifiedName < $1.qualifiedName }
    }
}
