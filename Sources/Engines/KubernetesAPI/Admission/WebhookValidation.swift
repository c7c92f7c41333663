import JSONTree

/// The rules of `MutatingWebhookConfiguration` and `ValidatingWebhookConfiguration`, and the values that they are given.
enum WebhookValidation {
    private static let unsupportedConditions =
        "matchConditions (CEL) are not supported by this cluster; select with rules, namespaceSelector and objectSelector"

    static func setDefaults(_ configuration: inout JSON, isMutating: Bool) {
        guard let webhooks = configuration["webhooks"]?.array else { return }
        configuration.set(
            "webhooks",
            to: .array(
                webhooks.map { webhook in
                    var webhook = webhook
                    webhook.setDefault("failurePolicy", to: "Fail")
                    webhook.setDefault("matchPolicy", to: "Equivalent")
                    webhook.setDefault("namespaceSelector", to: .empty)
                    webhook.setDefault("objectSelector", to: .empty)
                    // Validating webhooks have none.
                    if isMutating {
                        webhook.setDefault("reinvocationPolicy", to: "Never")
                    } else {
                        webhook.set("reinvocationPolicy", to: nil)
                    }
                    webhook.setDefault("timeoutSeconds", to: 10)
                    if webhook.at("clientConfig", "service") != nil {
                        webhook.setDefault("clientConfig", "service", "port", to: 443)
                    }
                    let rules = (webhook["rules"]?.array ?? []).map { rule in
                        var rule = rule
                        rule.setDefault("scope", to: "*")
                        return rule
                    }
                    if !rules.isEmpty { webhook.set("rules", to: .array(rules)) }
                    return webhook
                }
            )
        )
    }

    static func causes(_ configuration: JSON) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var names: Set<String> = []
        for (index, webhook) in (configuration["webhooks"]?.array ?? []).enumerated() {
            let field = "webhooks[\(index)]"
            let name = webhook["name"]?.string ?? ""
            if name.isEmpty {
                causes.append(.required("\(field).name"))
            } else if let problem = Names.subdomain(name) {
                causes.append(.invalid("\(field).name", name, problem))
            } else if name.split(separator: ".").count < 3 {
                let rule = "should be a domain with at least three segments separated by dots"
                causes.append(.invalid("\(field).name", name, rule))
            }
            if !names.insert(name).inserted { causes.append(.duplicate("\(field).name", name)) }
            causes += client(webhook["clientConfig"] ?? .empty, "\(field).clientConfig")
            causes += choices(webhook, field)
            for selector in ["namespaceSelector", "objectSelector"] {
                guard let json = webhook[selector] else { continue }
                do throws(APIError) { _ = try LabelSelector(json) } catch {
                    causes.append(.invalid("\(field).\(selector)", json.text(), error.message))
                }
            }
            if !(webhook["matchConditions"]?.array ?? []).isEmpty {
                causes.append(.forbidden("\(field).matchConditions", unsupportedConditions))
            }
            for (place, rule) in (webhook["rules"]?.array ?? []).enumerated() {
                causes += check(rule, "\(field).rules[\(place)]")
            }
        }
        return causes
    }

    private static func client(_ client: JSON, _ field: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        switch (client["url"]?.string, client["service"]) {
        case (let url?, nil):
            if WebhookURL(url) == nil {
                let rule = "must be an https URL with a host, without user, query and fragment"
                causes.append(.invalid("\(field).url", url, rule))
            }
        case (nil, let service?):
            for part in ["name", "namespace"] where service[part]?.string?.isEmpty ?? true {
                causes.append(.required("\(field).service.\(part)"))
            }
            if let path = service["path"]?.string, !path.hasPrefix("/") {
                causes.append(.invalid("\(field).service.path", path, "must start with a '/'"))
            }
        default: causes.append(.required(field, "exactly one of url or service is required"))
        }
        if let bundle = client["caBundle"]?.string, !bundle.isEmpty {
            let pem = Base64.decode(bundle).map { String(decoding: $0, as: UTF8.self) } ?? ""
            if !pem.contains("-----BEGIN CERTIFICATE-----") {
                let rule = "unable to load root certificates: unable to parse bytes as PEM block"
                causes.append(.invalid("\(field).caBundle", "***", rule))
            }
        }
        return causes
    }

    private static func choices(_ webhook: JSON, _ field: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let versions = (webhook["admissionReviewVersions"]?.array ?? []).compactMap(\.string)
        if versions.isEmpty {
            let rule = "must specify one of v1, v1beta1"
            causes.append(.required("\(field).admissionReviewVersions", rule))
        } else if !versions.contains("v1") {
            let rule = "must include v1, the only version that this cluster sends"
            causes.append(.invalid("\(field).admissionReviewVersions", versions.joined(separator: ","), rule))
        }
        let fields = [
            ("sideEffects", ["None", "NoneOnDryRun"]), ("failurePolicy", ["Fail", "Ignore"]),
            ("matchPolicy", ["Equivalent", "Exact"]), ("reinvocationPolicy", ["IfNeeded", "Never"]),
        ]
        for (name, allowed) in fields {
            guard let value = webhook[name]?.string else {
                if name == "sideEffects" {
                    causes.append(.required("\(field).sideEffects", "must specify one of None, NoneOnDryRun"))
                }
                continue
            }
            if !allowed.contains(value) { causes.append(.unsupported("\(field).\(name)", value, allowed)) }
        }
        if let seconds = webhook["timeoutSeconds"]?.integer, !(1...30).contains(seconds) {
            let rule = "the timeout value must be between 1 and 30 seconds"
            causes.append(.invalid("\(field).timeoutSeconds", number: seconds, rule))
        }
        return causes
    }

    private static func check(_ rule: JSON, _ field: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for list in ["operations", "apiGroups", "apiVersions", "resources"]
        where rule[list]?.array?.isEmpty ?? true {
            causes.append(.required("\(field).\(list)"))
        }
        let known = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
        for operation in (rule["operations"]?.array ?? []).compactMap(\.string) where !known.contains(operation) {
            causes.append(.unsupported("\(field).operations", operation, known))
        }
        if let scope = rule["scope"]?.string, !["*", "Cluster", "Namespaced"].contains(scope) {
            causes.append(.unsupported("\(field).scope", scope, ["*", "Cluster", "Namespaced"]))
        }
        return causes
    }
}
