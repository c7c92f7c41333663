package import JSONTree
package import PodIdentity
import Synchronization

/// What watches have told of service accounts and of the ConfigMap; read at every admission, never waited for.
package final class ServiceAccountKnowledge: Sendable {
    /// What was known at one moment; a value, so that an admission sees one state throughout.
    package struct Snapshot: Sendable {
        /// By `namespace/name`; nil before the first list was read.
        fileprivate(set) var accounts: [String: ServiceAccountFacts]?
        /// Nil if the ConfigMap is to be watched and was not read yet.
        fileprivate(set) var rules: ConfigMapRules?
        /// Whether changes are told at the moment; if not, what is known may be old.
        fileprivate(set) var isCurrent = true
    }

    private let state: Mutex<Snapshot>

    /// Nothing known yet; without `watchesConfigMap` there are no rules, and none are waited for.
    package init(watchesConfigMap: Bool) {
        state = Mutex(Snapshot(accounts: nil, rules: watchesConfigMap ? nil : ConfigMapRules()))
    }

    /// Takes over every service account.
    package func replaceAccounts(_ accounts: [String: ServiceAccountFacts]) {
        state.withLock {
            $0.accounts = accounts
            $0.isCurrent = true
        }
    }

    /// Takes over one service account; nil forgets it.
    package func set(_ facts: ServiceAccountFacts?, for key: String) {
        state.withLock { $0.accounts?[key] = facts }
    }

    /// Takes note of whether changes are told.
    package func setCurrent(_ isCurrent: Bool) { state.withLock { $0.isCurrent = isCurrent } }

    /// Takes over what the ConfigMap says.
    package func replaceRules(_ rules: ConfigMapRules) { state.withLock { $0.rules = rules } }

    /// Empties both caches, as the debug route asks; what is missed is read live.
    package func clear() {
        state.withLock {
            $0.accounts = $0.accounts.map { _ in [:] }
            $0.rules = $0.rules.map { _ in ConfigMapRules() }
        }
    }

    /// What is waited for before all is known.
    package var pending: [String] {
        state.withLock {
            ($0.accounts == nil ? ["service accounts"] : []) + ($0.rules == nil ? ["the ConfigMap"] : [])
        }
    }

    /// How many service accounts are known.
    package var count: Int { state.withLock { $0.accounts?.count ?? 0 } }

    /// What is known of one service account; whether the ConfigMap was read at all; whether all of it is current.
    func evidence(
        _ account: ServiceAccountName
    ) -> (evidence: IdentityEvidence, hasRules: Bool, isCurrent: Bool) {
        state.withLock { state in
            var evidence = IdentityEvidence(serviceAccount: state.accounts?[account.key])
            if let rules = state.rules, !rules.rules.isEmpty {
                evidence.exactRule = rules.exact(account)
                evidence.anyNamespaceRule = rules.rules["*/\(account.name)"]
            }
            return (evidence, state.rules != nil, state.isCurrent)
        }
    }

    /// The cache of service accounts as AWS's debug route shows it, flags filled in.
    package func shown(_ settings: InjectionSettings) -> JSON {
        let accounts = state.withLock { $0.accounts ?? [:] }
        var object = JSONObject()
        for (key, facts) in accounts.sorted(by: { $0.key < $1.key }) {
            object[key] = [
                "RoleARN": .string(facts.role ?? ""),
                "Audience": .string(facts.audience ?? settings.role.audience),
                "UseRegionalSTS": .boolean(facts.usesRegionalSTS ?? settings.usesRegionalSTS),
                "TokenExpiration": .number(JSONNumber(facts.tokenExpiration ?? settings.tokenExpiration)),
            ]
        }
        return .object(object)
    }
}
