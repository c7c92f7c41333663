import AWSProtocols

extension ParameterReader {
    /// Notes what a cluster of EKS can have and one that is registered here cannot.
    ///
    /// A cluster that would be described without it must not seem to have it. What is switched off, or empty, may be there.
    mutating func noteUnkept(_ input: WireStructure) {
        for name in ["encryptionConfig", "remoteNetworkConfig", "outpostConfig", "controlPlaneScalingConfig"]
        where !Self.isEmpty(input[name]) {
            noteUnkept(name)
        }
        for path in [["zonalShiftConfig"], ["computeConfig"], ["storageConfig", "blockStorage"]]
        where Self.isOn(input, path) {
            noteUnkept(path.joined(separator: "."))
        }
        if Self.isOn(input, ["kubernetesNetworkConfig", "elasticLoadBalancing"]) {
            noteUnkept("kubernetesNetworkConfig.elasticLoadBalancing")
        }
    }

    private mutating func noteUnkept(_ path: String) {
        note(value: nil, at: path, constraint: "Member must be left out: clusters that are registered here have none")
    }

    private static func isEmpty(_ value: WireValue?) -> Bool {
        switch value {
        case nil: true
        case .list(let values)?: values.isEmpty
        case .structure(let members)?: members.members.allSatisfy { isEmpty($0.value) }
        default: false
        }
    }

    private static func isOn(_ input: WireStructure, _ path: [String]) -> Bool {
        var members = input
        for name in path {
            guard let inner = members.structure(name) else { return false }
            members = inner
        }
        return members.boolean("enabled") == true
    }
}
