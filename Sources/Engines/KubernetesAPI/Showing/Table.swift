package import Ambient
package import JSONTree

/// Objects as a `Table` (meta.k8s.io/v1) with the columns that `kubectl get` prints.
package struct Table: Sendable {
    private struct Column: Sendable {
        let name: String
        let type: String
        let isWide: Bool

        init(_ name: String, _ type: String = "string", wide: Bool = false) {
            self.name = name
            self.type = type
            isWide = wide
        }
    }

    private let resource: APIResource
    private let now: Timestamp

    package init(of resource: APIResource, now: Timestamp) {
        self.resource = resource
        self.now = now
    }

    /// A table; `including` is `Object`, `Metadata` (the default) or `None`.
    package func json(_ objects: [JSON], metadata: JSON, including: String?, withColumns: Bool = true) -> JSON {
        let columns = columns
        var json: JSON = ["kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata]
        json.set(
            "columnDefinitions",
            to: withColumns
                ? .array(
                    columns.map {
                        [
                            "name": .string($0.name), "type": .string($0.type),
                            "format": $0.name == "Name" ? "name" : "", "description": .string($0.name),
                            "priority": .whole($0.isWide ? 1 : 0),
                        ]
                    }
                ) : .null
        )
        json.set(
            "rows",
            to: .array(
                objects.map { object in
                    var row: JSON = ["cells": .array(cells(object))]
                    switch including {
                    case "None"?: break
                    case "Object"?: row.set("object", to: object)
                    default:
                        row.set(
                            "object",
                            to: [
                                "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                                "metadata": object["metadata"] ?? .empty,
                            ]
                        )
                    }
                    return row
                }
            )
        )
        return json
    }

    private var columns: [Column] {
        let (name, age) = (Column("Name"), Column("Age"))
        switch resource.plural {
        case "pods":
            return [
                name, Column("Ready"), Column("Status"), Column("Restarts"), age, Column("IP", wide: true),
                Column("Node", wide: true), Column("Nominated Node", wide: true),
                Column("Readiness Gates", wide: true),
            ]
        case "namespaces": return [name, Column("Status"), age]
        case "mutatingwebhookconfigurations", "validatingwebhookconfigurations":
            return [name, Column("Webhooks", "integer"), age]
        case "deployments":
            return [name, Column("Ready"), Column("Up-to-date"), Column("Available"), age] + Self.templateColumns
        case "daemonsets":
            return ["Desired", "Current", "Ready", "Up-to-date", "Available"].reduce(into: [name]) {
                $0.append(Column($1, "integer"))
            } + [Column("Node Selector"), age] + Self.templateColumns
        case "secrets": return [name, Column("Type"), Column("Data", "integer"), age]
        case "configmaps": return [name, Column("Data", "integer"), age]
        case "serviceaccounts": return [name, Column("Secrets", "integer"), age]
        case "nodes":
            return [
                name, Column("Status"), Column("Roles"), age, Column("Version"), Column("Internal-IP", wide: true),
                Column("External-IP", wide: true), Column("OS-Image", wide: true), Column("Kernel-Version", wide: true),
                Column("Container-Runtime", wide: true),
            ]
        case "events":
            return [
                Column("Last Seen"), Column("Type"), Column("Reason"), Column("Object"),
                Column("Subobject", wide: true), Column("Source", wide: true), Column("Message"),
                Column("First Seen", wide: true), Column("Count", "integer", wide: true), Column("Name", wide: true),
            ]
        case "rolebindings", "clusterrolebindings":
            return [
                name, Column("Role"), age, Column("Users", wide: true), Column("Groups", wide: true),
                Column("ServiceAccounts", wide: true),
            ]
        default: return [name, Column("Created At")]
        }
    }

    private func cells(_ object: JSON) -> [JSON] {
        let (name, age) = (JSON.string(object.name), JSON.string(since(object.at("metadata", "creationTimestamp"))))
        switch resource.plural {
        case "pods": return PodRow(object, now: now).cells(name: name, age: age)
        case "namespaces": return [name, object.at("status", "phase") ?? "Active", age]
        case "deployments":
            let (ready, wanted) = (count(object, "readyReplicas"), object.at("spec", "replicas")?.integer ?? 1)
            return [
                name, .string("\(ready)/\(wanted)"), .whole(count(object, "updatedReplicas")),
                .whole(count(object, "availableReplicas")), age,
            ] + template(object)
        case "daemonsets":
            let counts = [
                "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled",
                "numberAvailable",
            ]
            let selector = object.at("spec", "template", "spec", "nodeSelector")?.texts ?? []
            return [name] + counts.map { .whole(count(object, $0)) } + [
                .string(selector.isEmpty ? "<none>" : Self.pairs(selector)), age,
            ] + template(object)
        case "mutatingwebhookconfigurations", "validatingwebhookconfigurations":
            return [name, .whole(object["webhooks"]?.array?.count ?? 0), age]
        case "secrets": return [name, object["type"] ?? "Opaque", .whole(object["data"]?.object?.count ?? 0), age]
        case "configmaps":
            let count = (object["data"]?.object?.count ?? 0) + (object["binaryData"]?.object?.count ?? 0)
            return [name, .whole(count), age]
        case "serviceaccounts": return [name, .whole(object["secrets"]?.array?.count ?? 0), age]
        case "nodes": return node(object, name, age)
        case "events":
            let seen = object["lastTimestamp"]?.string ?? object["eventTime"]?.string
            let first = object["firstTimestamp"]?.string ?? seen
            let kind = object.at("involvedObject", "kind")?.string?.lowercased() ?? ""
            return [
                .string(since(seen.map { .string($0) })), object["type"] ?? "", object["reason"] ?? "",
                .string("\(kind)/\(object.at("involvedObject", "name")?.string ?? "")"),
                object.at("involvedObject", "fieldPath") ?? "",
                object.at("source", "component") ?? object["reportingComponent"] ?? "", object["message"] ?? "",
                .string(since(first.map { .string($0) })), object["count"] ?? 1, name,
            ]
        case "rolebindings", "clusterrolebindings":
            let role = "\(object.at("roleRef", "kind")?.string ?? "")/\(object.at("roleRef", "name")?.string ?? "")"
            func subjects(_ kind: String) -> JSON {
                let found = (object["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }
                let names = found.map { subject in
                    (subject["namespace"]?.string).map { $0 + "/" } ?? "" + (subject["name"]?.string ?? "")
                }
                return .string(names.joined(separator: ", "))
            }
            return [name, .string(role), age, subjects("User"), subjects("Group"), subjects("ServiceAccount")]
        default: return [name, object.at("metadata", "creationTimestamp") ?? ""]
        }
    }

    private static let templateColumns = [
        Column("Containers", wide: true), Column("Images", wide: true), Column("Selector", wide: true),
    ]

    private func count(_ object: JSON, _ field: String) -> Int { object.at("status", field)?.integer ?? 0 }

    private static func pairs(_ labels: [(key: String, value: String)]) -> String {
        labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    private func template(_ object: JSON) -> [JSON] {
        let containers = object.at("spec", "template", "spec", "containers")?.array ?? []
        func joined(_ field: String) -> JSON {
            .string(containers.compactMap { $0[field]?.string }.joined(separator: ","))
        }
        return [
            joined("name"), joined("image"),
            .string(Self.pairs(object.at("spec", "selector", "matchLabels")?.texts ?? [])),
        ]
    }

    private func since(_ time: JSON?) -> String {
        Age.text(from: time?.string.flatMap { Timestamp(rfc3339: $0) }, to: now)
    }

    private func node(_ object: JSON, _ name: JSON, _ age: JSON) -> [JSON] {
        let ready = (object.at("status", "conditions")?.array ?? []).first { $0["type"]?.string == "Ready" }
        var status = ready?["status"]?.string == "True" ? "Ready" : ready == nil ? "Unknown" : "NotReady"
        if object.at("spec", "unschedulable")?.boolean == true { status += ",SchedulingDisabled" }
        let prefix = "node-role.kubernetes.io/"
        let roles = object.labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        func address(_ type: String) -> JSON {
            (object.at("status", "addresses")?.array ?? []).first { $0["type"]?.string == type }?["address"] ?? "<none>"
        }
        func info(_ key: String) -> JSON { object.at("status", "nodeInfo", key) ?? "<unknown>" }
        return [
            name, .string(status), .string(roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ",")), age,
            object.at("status", "nodeInfo", "kubeletVersion") ?? "", address("InternalIP"), address("ExternalIP"),
            info("osImage"), info("kernelVersion"), info("containerRuntimeVersion"),
        ]
    }
}
