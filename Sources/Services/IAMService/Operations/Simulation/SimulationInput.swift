import AWSProtocols
import AWSVocabulary
import IAMPolicy

/// What is to be simulated, but for whose policies.
struct SimulationInput: Sendable {
    private static let entryTypes = [
        "string", "stringList", "numeric", "numericList", "boolean", "booleanList", "ip", "ipList", "binary",
        "binaryList", "date", "dateList",
    ]

    let actions: [String]
    let resources: [String]
    let callerARN: String?
    let resourceOwner: String?
    /// The text of the resource's own policy, or of the role's trust policy.
    let resourcePolicy: String?
    let policies: [String]
    let boundaries: [String]
    let scenario: SimulationScenario?
    let keys: [(name: String, values: [String])]
    let page: PageRequest

    init(from reader: inout ParameterReader, needsPolicies: Bool) {
        actions = reader.strings("ActionNames", count: 1...1000, each: 3...128) ?? []
        if actions.isEmpty { reader.noteMissing("actionNames") }
        for action in actions where action.split(separator: ":").count != 2 {
            reader.note(
                value: action,
                at: "actionNames",
                constraint: "Member must be an action such as s3:GetObject"
            )
        }
        resources = reader.strings("ResourceArns", count: 1...100, each: 1...2048) ?? ["*"]
        callerARN = reader.string("CallerArn", length: 1...2048)
        resourceOwner = reader.string("ResourceOwner", length: 1...2048)
        resourcePolicy = reader.string("ResourcePolicy", length: 1...131_072)
        policies = reader.strings("PolicyInputList", count: 0...50, each: 1...131_072) ?? []
        if needsPolicies, policies.isEmpty { reader.noteMissing("policyInputList") }
        boundaries = reader.strings("PermissionsBoundaryPolicyInputList", count: 0...1, each: 1...131_072) ?? []
        scenario = SimulationScenario(from: &reader)
        keys = Self.keys(from: &reader)
        page = reader.page()
    }

    private static func keys(from reader: inout ParameterReader) -> [(name: String, values: [String])] {
        var keys: [(name: String, values: [String])] = []
        for (index, entry) in (reader.structures("ContextEntries", count: 0...100) ?? []).enumerated() {
            let place = "contextEntries.\(index + 1).member"
            guard let name = entry.string("ContextKeyName") else {
                reader.noteMissing("\(place).contextKeyName")
                continue
            }
            reader.check(name, at: "\(place).contextKeyName", length: 5...256)
            if let type = entry.string("ContextKeyType"), !entryTypes.contains(type) {
                reader.note(
                    value: type,
                    at: "\(place).contextKeyType",
                    constraint: "Member must satisfy enum value set: [\(entryTypes.joined(separator: ", "))]"
                )
            }
            keys.append((name, (entry.list("ContextKeyValues") ?? []).compactMap(\.text)))
        }
        return keys
    }
}
