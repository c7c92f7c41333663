package import JSONTree

/// One webhook of a `MutatingWebhookConfiguration` or `ValidatingWebhookConfiguration`, as it is stored (defaulted and
/// validated).
package struct AdmissionWebhook: Sendable {
    package let name: String
    package let configuration: JSON
    private let json: JSON

    package init(_ json: JSON, of configuration: JSON) {
        self.json = json
        self.configuration = configuration
        name = json["name"]?.string ?? ""
    }

    /// The webhooks of some configurations, in the order that they are called in.
    package static func all(of configurations: [JSON]) -> [AdmissionWebhook] {
        configurations.sorted { $0.name < $1.name }.flatMap { configuration in
            (configuration["webhooks"]?.array ?? []).map { AdmissionWebhook($0, of: configuration) }
        }
    }

    /// Whether a failed call is let through, instead of refusing the request.
    package var ignoresFailure: Bool { json["failurePolicy"]?.string == "Ignore" }
    package var isReinvoked: Bool { json["reinvocationPolicy"]?.string == "IfNeeded" }
    /// Whether it may be called in a dry run.
    package var isFreeOfSideEffects: Bool { ["None", "NoneOnDryRun"].contains(json["sideEffects"]?.string ?? "") }
    package var timeoutSeconds: Int { min(max(json["timeoutSeconds"]?.integer ?? 10, 1), 30) }
    package var client: JSON { json["clientConfig"] ?? .empty }

    /// The authorities that its certificate must come from, in PEM; nil leaves that to the system.
    package var certificateAuthorities: String? {
        guard let text = client["caBundle"]?.string, !text.isEmpty, let bytes = Base64.decode(text) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether it wants to hear of a request; `namespaceLabels` are those of the object's namespace.
    package func matches(_ request: AdmissionRequest, namespaceLabels: JSONObject?) -> Bool {
        guard (json["rules"]?.array ?? []).contains(where: { Self.matches($0, request) }) else { return false }
        if let labels = request.resource.plural == "namespaces" ? request.subject.labels : namespaceLabels,
            !selects("namespaceSelector", labels)
        {
            return false
        }
        // The options of a connection can have no labels, so no selector but an empty one selects them.
        if request.operation == .connect { return selectsEverything("objectSelector") }
        return [request.object, request.old].compactMap(\.self).contains { selects("objectSelector", $0.labels) }
    }

    private func selectsEverything(_ field: String) -> Bool {
        let selector = json[field]
        return (selector?["matchLabels"]?.object?.isEmpty ?? true)
            && (selector?["matchExpressions"]?.array?.isEmpty ?? true)
    }

    private func selects(_ field: String, _ labels: JSONObject) -> Bool {
        guard let selector = json[field] else { return true }
        // One that cannot be read was refused when it was stored.
        return (try? LabelSelector(selector))?.selects(labels) ?? false
    }

    private static func matches(_ rule: JSON, _ request: AdmissionRequest) -> Bool {
        func has(_ field: String, _ values: String...) -> Bool {
            (rule[field]?.array ?? []).compactMap(\.string).contains { values.contains($0) }
        }
        let resource = request.resource
        let scope = rule["scope"]?.string ?? "*"
        guard scope == "*" || (scope == "Namespaced") == (resource.isNamespaced && resource.plural != "namespaces"),
            has("operations", "*", request.operation.rawValue), has("apiGroups", "*", resource.group),
            has("apiVersions", "*", resource.version)
        else { return false }
        let (plural, part) = (resource.plural, request.subresource)
        return part.isEmpty
            ? has("resources", "*", "*/*", plural)
            : has("resources", "*/*", "\(plural)/\(part)", "\(plural)/*", "*/\(part)")
    }
}

/// The address of a webhook: an https URL without user, query and fragment.
package struct WebhookURL: Sendable, Hashable {
    package let host: String
    package let port: Int
    package let path: String

    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.hasPrefix("https://"), !text.contains(where: { "#?@".contains($0) }),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let rest = text.dropFirst("https://".count)
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        var host = rest[..<end]
        var port = 443
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") {
            guard let number = Int(host[host.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        self.host = String(host)
        self.port = port
        path = end < rest.endIndex ? String(rest[end...]) : "/"
    }
}
