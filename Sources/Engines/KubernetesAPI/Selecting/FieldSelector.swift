package import JSONTree

/// Which values some fields must have (`metadata.name=a,status.phase!=Running`).
package struct FieldSelector: Sendable, Hashable {
    private var requirements: [Requirement] = []

    private struct Requirement: Sendable, Hashable {
        let field: String
        let value: String
        let isEqual: Bool
    }

    /// Selects everything.
    package init() {}

    package var selectsAll: Bool { requirements.isEmpty }

    /// The one name that it asks for, if it does.
    package var name: String? { requirements.first { $0.field == "metadata.name" && $0.isEqual }?.value }

    /// Reads the text of `fieldSelector`.
    ///
    /// - Throws: `APIError` 400, also for a field that the resource cannot be selected by.
    package init(parsing text: String, for resource: APIResource) throws(APIError) {
        for part in text.split(separator: ",") {
            let isEqual = part.firstRange(of: "!=") == nil
            let mark = part.firstRange(of: isEqual ? (part.firstRange(of: "==") == nil ? "=" : "==") : "!=")
            guard let mark else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(part)'")
            }
            let field = String(part[..<mark.lowerBound])
            guard Self.fields(of: resource).contains(field) else {
                throw .badRequest("field label not supported: \(field)")
            }
            requirements.append(
                Requirement(field: field, value: String(part[mark.upperBound...]), isEqual: isEqual)
            )
        }
    }

    package func selects(_ object: JSON) -> Bool {
        requirements.allSatisfy { requirement in
            let value = object.at(path: requirement.field.split(separator: ".").map { String($0) })
            let text =
                switch value {
                case .string(let text)?: text
                case .boolean(let value)?: String(value)
                case .number(let number)?: number.text
                default: ""
                }
            return (text == requirement.value) == requirement.isEqual
        }
    }

    private static func fields(of resource: APIResource) -> [String] {
        let common = ["metadata.name"] + (resource.isNamespaced ? ["metadata.namespace"] : [])
        switch resource.plural {
        case "pods":
            return common + [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName",
            ]
        case "events":
            return common + [
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
                "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
                "reportingComponent", "source", "type",
            ]
        case "namespaces": return common + ["status.phase"]
        case "nodes": return common + ["spec.unschedulable"]
        case "secrets": return common + ["type"]
        default: return common
        }
    }
}
