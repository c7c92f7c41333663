package import JSONTree

/// The identities that the ConfigMap `pod-identity-webhook` gives to service accounts.
package struct ConfigMapRules: Sendable, Hashable {
    /// One service account's identity.
    package struct Rule: Sendable, Hashable {
        package var role = ""
        /// Empty is the flag's.
        package var audience = ""
        package var usesRegionalSTS = false
        /// Seconds; 0 is the flag's.
        package var tokenExpiration = 0

        /// A rule that names no role.
        package init() {}
    }

    /// By `namespace/name`; the namespace may be `*`.
    package private(set) var rules: [String: Rule] = [:]
    /// What was left out and why, for the log.
    package private(set) var problems: [String] = []

    /// No rules.
    package init() {}

    /// Reads the value of the ConfigMap's key `config`: `{"ns/name": {"RoleARN", "Audience", "UseRegionalSTS",
    /// "TokenExpiration"}}`, members' names in any case.
    ///
    /// An entry that cannot be used is left out and told of in `problems`.
    ///
    /// - Throws: `JSONError`; the rules before should then stay.
    package init(config: String) throws(JSONError) {
        let json = try JSON(parsing: Array(config.utf8), limits: Self.limits)
        guard let object = json.object else {
            problems.append("it is no JSON object")
            return
        }
        for (key, value) in object.members {
            let parts = key.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                problems.append("\"\(key)\" is not <namespace>/<service account>")
                continue
            }
            guard let members = value.object else {
                problems.append("\"\(key)\" has no object as its value")
                continue
            }
            rules[key] = Self.rule(members)
        }
    }

    private static let limits = JSONLimits(maximumBytes: 2 << 20, maximumDepth: 16, maximumValues: 200_000)

    private static func rule(_ members: JSONObject) -> Rule {
        var rule = Rule()
        for (name, value) in members.members {
            switch name.lowercased() {
            case "rolearn": rule.role = value.string ?? ""
            case "audience": rule.audience = value.string ?? ""
            case "useregionalsts": rule.usesRegionalSTS = value.boolean ?? false
            case "tokenexpiration": rule.tokenExpiration = value.integer ?? 0
            default: break
            }
        }
        return rule
    }

    /// The rule for exactly this service account.
    package func exact(_ account: ServiceAccountName) -> Rule? { rules[account.key] }

    /// The rule for this service account, or for its name in any namespace.
    package func rule(_ account: ServiceAccountName) -> Rule? { exact(account) ?? rules["*/\(account.name)"] }
}
