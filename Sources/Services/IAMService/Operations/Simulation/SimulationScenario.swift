import AWSProtocols
import AWSVocabulary

/// `ResourceHandlingOption`: resources that EC2 asks for together, so that a simulation of some of them is refused.
enum SimulationScenario: String, CaseIterable, Sendable {
    case instanceStore = "EC2-VPC-InstanceStore"
    case instanceStoreSubnet = "EC2-VPC-InstanceStore-Subnet"
    case ebs = "EC2-VPC-EBS"
    case ebsSubnet = "EC2-VPC-EBS-Subnet"

    /// Notes a value that is none of them.
    init?(from reader: inout ParameterReader) {
        guard let text = reader.string("ResourceHandlingOption", length: 1...64) else { return nil }
        guard let scenario = Self(rawValue: text) else {
            reader.note(
                value: text,
                at: "resourceHandlingOption",
                constraint: "Member must satisfy enum value set: "
                    + "[\(Self.allCases.map(\.rawValue).joined(separator: ", "))]"
            )
            return nil
        }
        self = scenario
    }

    /// The types of EC2 resources that must be among those simulated.
    private var types: [String] {
        let always = ["instance", "image", "security-group", "network-interface"]
        return switch self {
        case .instanceStore: always
        case .instanceStoreSubnet: always + ["subnet"]
        case .ebs: always + ["volume"]
        case .ebsSubnet: always + ["subnet", "volume"]
        }
    }

    /// - Throws: `InvalidInput` naming the types that lack.
    func check(_ resources: [String]) throws(Fault) {
        let given = Set(
            resources.compactMap(ARN.init).filter { $0.service == "ec2" }.map { $0.resource.prefix { $0 != "/" } }
        )
        let lacking = types.filter { !given.contains($0[...]) }
        guard lacking.isEmpty else {
            throw Words.invalidInput(
                "\(rawValue) needs resources of EC2 of these types too: \(lacking.joined(separator: ", "))."
            )
        }
    }
}
