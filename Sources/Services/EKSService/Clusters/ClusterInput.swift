import AWSProtocols
import AWSVocabulary
import Store

extension TextPattern {
    /// Names of clusters.
    static let clusterName = TextPattern(#"^[0-9A-Za-z][A-Za-z0-9\-_]*"#) { text in
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}

extension ClusterSettings {
    /// Takes what `resourcesVpcConfig` says; nil if it is not there.
    mutating func readNetwork(_ reader: inout ParameterReader, _ input: WireStructure) -> Set<String>? {
        guard let members = Self.structure("resourcesVpcConfig", &reader, input) else { return nil }
        var inner = ParameterReader(members)
        if let ids = inner.strings("subnetIds", count: 0...100, each: 1...256) { subnetIDs = ids }
        if let ids = inner.strings("securityGroupIds", count: 0...100, each: 1...256) { securityGroupIDs = ids }
        if let isPublic = inner.boolean("endpointPublicAccess") { hasPublicEndpoint = isPublic }
        if let isPrivate = inner.boolean("endpointPrivateAccess") { hasPrivateEndpoint = isPrivate }
        if let ranges = inner.strings("publicAccessCidrs", count: 0...100, each: 1...64) { publicAccessRanges = ranges }
        Self.finish(inner, &reader)
        return Set(members.members.map(\.name))
    }

    /// Takes what `logging` says; false if it is not there.
    mutating func readLogging(_ reader: inout ParameterReader, _ input: WireStructure) -> Bool {
        guard let members = Self.structure("logging", &reader, input) else { return false }
        for setup in members.structures("clusterLogging") ?? [] {
            var inner = ParameterReader(setup)
            let types = inner.strings("types", count: 0...5, each: 1...32) ?? []
            let isOn = inner.boolean("enabled") ?? false
            Self.finish(inner, &reader)
            let known = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
            for type in types where !known.contains(type) {
                reader.note(
                    value: type,
                    at: "logging.clusterLogging",
                    constraint: "Member must satisfy enum value set: [\(known.joined(separator: ", "))]"
                )
            }
            let others = logTypes.filter { !types.contains($0) }
            logTypes = (isOn ? others + types : others).sorted()
        }
        return true
    }

    mutating func readAccess(_ reader: inout ParameterReader, _ input: WireStructure) -> Bool {
        guard let members = Self.structure("accessConfig", &reader, input) else { return false }
        var inner = ParameterReader(members)
        let modes = ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]
        if let mode = inner.enumeration("authenticationMode", values: modes) { authenticationMode = mode }
        Self.finish(inner, &reader)
        return true
    }

    mutating func readUpgradePolicy(_ reader: inout ParameterReader, _ input: WireStructure) -> Bool {
        guard let members = Self.structure("upgradePolicy", &reader, input) else { return false }
        var inner = ParameterReader(members)
        if let type = inner.enumeration("supportType", values: ["STANDARD", "EXTENDED"]) { supportType = type }
        Self.finish(inner, &reader)
        return true
    }

    mutating func readServiceRange(_ reader: inout ParameterReader, _ input: WireStructure) {
        guard let members = Self.structure("kubernetesNetworkConfig", &reader, input) else { return }
        var inner = ParameterReader(members)
        if let range = inner.string("serviceIpv4Cidr", length: 9...18) { serviceRange = range }
        _ = inner.enumeration("ipFamily", values: ["ipv4"])
        Self.finish(inner, &reader)
    }

    private static func structure(
        _ name: String,
        _ reader: inout ParameterReader,
        _ input: WireStructure
    ) -> WireStructure? {
        guard let value = input[name] else { return nil }
        if let members = input.structure(name) { return members }
        reader.note(value: value.text, at: name, constraint: "Member must be a structure")
        return nil
    }

    private static func finish(_ inner: ParameterReader, _ reader: inout ParameterReader) {
        do throws(Fault) { try inner.finish() } catch {
            reader.note(value: nil, at: "request", constraint: error.message ?? "Member must be valid")
        }
    }
}
