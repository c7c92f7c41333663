import AWSProtocols
import Ambient
import JSONTree

/// The `responseElements` of an audit record: output members as CloudTrail names them, secrets hidden.
enum AuditedOutput {
    private static let hidden: Set<String> = ["SecretAccessKey"]

    static func json(_ output: WireStructure) -> JSON {
        var object = JSONObject()
        for (name, value) in output.members {
            object[lowerCamel(name)] = hidden.contains(name) ? .string("***") : json(value)
        }
        return .object(object)
    }

    private static func json(_ value: WireValue) -> JSON {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .number(JSONNumber(number))
        case .double(let number): JSONNumber(number).map(JSON.number) ?? .null
        case .boolean(let flag): .boolean(flag)
        case .timestamp(let time): .string(time.rfc3339)
        case .list(let values): .array(values.map(json))
        case .structure(let structure): json(structure)
        case .map(let entries):
            .object(entries.members.reduce(into: JSONObject()) { $0[$1.name] = json($1.value) })
        }
    }

    private static func lowerCamel(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}
