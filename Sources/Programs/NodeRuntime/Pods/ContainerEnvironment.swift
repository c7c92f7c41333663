import JSONTree
import KubernetesAPI

/// A container cannot be started with what it asks for, in kubelet's words.
struct ConfigurationFailure: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String
}

/// The variables of a container: the image's, then `envFrom`, then `env`, each seeing those before it.
struct ContainerEnvironment: Sendable {
    private(set) var variables: [(name: String, value: String)] = []

    /// The variables by name.
    var values: [String: String] { Dictionary(variables.map { ($0.name, $0.value) }) { $1 } }

    /// - Throws: `ConfigurationFailure` if an object or key that is not optional is missing.
    init(
        container: JSON,
        fields: PodFields,
        objects: VolumeObjects,
        base: [(name: String, value: String)]
    ) throws(ConfigurationFailure) {
        for variable in base { set(variable.name, variable.value) }
        for source in container["envFrom"]?.array ?? [] {
            let prefix = source["prefix"]?.string ?? ""
            for (kind, words, find) in [
                ("secretRef", "secret", objects.secret), ("configMapRef", "configmap", objects.configMap),
            ] {
                guard let reference = source[kind] else { continue }
                let name = reference["name"]?.string ?? ""
                guard let object = find(name) else {
                    if reference["optional"]?.boolean == true { continue }
                    throw ConfigurationFailure(description: "\(words) \"\(name)\" not found")
                }
                for (key, bytes) in ObjectData.values(object) where Self.isName(prefix + key) {
                    set(prefix + key, String(decoding: bytes, as: UTF8.self))
                }
            }
        }
        for variable in container["env"]?.array ?? [] {
            guard let name = variable["name"]?.string, Self.isName(name) else { continue }
            if let source = variable["valueFrom"] {
                let container = container["name"]?.string ?? ""
                if let value = try Self.value(source, fields, objects, container) { set(name, value) }
            } else {
                set(name, VariableExpansion.expand(variable["value"]?.string ?? "", with: values))
            }
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        // A null byte would end the value early.
        let value = String(decoding: value.utf8.prefix { $0 != 0 }, as: UTF8.self)
        variables.removeAll { $0.name == name }
        variables.append((name, value))
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0)
    }

    private static func value(
        _ source: JSON,
        _ fields: PodFields,
        _ objects: VolumeObjects,
        _ container: String
    ) throws(ConfigurationFailure) -> String? {
        if let path = source.at("fieldRef", "fieldPath")?.string {
            guard let value = fields.value(path) else {
                throw ConfigurationFailure(description: "unsupported fieldPath: \(path)")
            }
            return value
        }
        if let reference = source["resourceFieldRef"] {
            guard let value = fields.resource(reference, container: container) else {
                throw ConfigurationFailure(description: "unsupported resourceFieldRef: \(reference.text())")
            }
            return value
        }
        let namespace = fields.pod.namespace
        for (kind, words, title, find) in [
            ("secretKeyRef", "secret", "Secret", objects.secret),
            ("configMapKeyRef", "configmap", "ConfigMap", objects.configMap),
        ] {
            guard let reference = source[kind] else { continue }
            let name = reference["name"]?.string ?? ""
            let key = reference["key"]?.string ?? ""
            let isOptional = reference["optional"]?.boolean == true
            guard let object = find(name) else {
                if isOptional { return nil }
                throw ConfigurationFailure(description: "\(words) \"\(name)\" not found")
            }
            guard let value = ObjectData.values(object).first(where: { $0.key == key }) else {
                if isOptional { return nil }
                throw ConfigurationFailure(description: "couldn't find key \(key) in \(title) \(namespace)/\(name)")
            }
            return String(decoding: value.bytes, as: UTF8.self)
        }
        return nil
    }
}
