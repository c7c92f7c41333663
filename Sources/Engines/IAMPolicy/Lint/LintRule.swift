/// A mistake that trust policies are made with.
package enum LintRule: String, Sendable, CaseIterable {
    case missingSubject = "T01"
    case anySubject = "T02"
    case wildcardNamespace = "T03"
    case wildcardServiceAccount = "T04"
    case missingAudience = "T05"
    case literalWildcard = "T06"
    case likeWithoutWildcard = "T07"
    case unguardedForAllValues = "T08"
    case optionalGuard = "T09"
    case otherIssuer = "T10"
    case negatedSubject = "T11"
    case anyPrincipal = "T12"
    case notAction = "T13"
    case wrongAction = "T14"
    case missingTagSession = "T15"
    case confusedDeputy = "T16"
    case principalTagOfService = "T17"
    case wrongQuantifier = "T18"
    case variablesWithoutVersion = "T19"
    case callerChosenVariable = "T20"
    case unlimitedTags = "T21"
    case splitConditions = "T22"
    case otherAccount = "T23"
    case deletedPrincipal = "T24"
    case unknownProvider = "T25"
    case nearlyFull = "T26"
    case weakMultiFactor = "T27"
    case silentDeny = "T28"

    /// How bad a finding is, the worst last.
    package enum Severity: String, Sendable, CaseIterable, Comparable {
        case info
        case low
        case medium
        case high
        case critical

        package static func < (left: Severity, right: Severity) -> Bool {
            let order = Severity.allCases
            return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
        }
    }

    /// How bad it is, unless the circumstances say otherwise.
    package var severity: Severity {
        switch self {
        case .anyPrincipal: .critical
        case .missingSubject, .anySubject, .wildcardNamespace, .unguardedForAllValues, .optionalGuard, .negatedSubject,
            .variablesWithoutVersion, .splitConditions:
            .high
        case .wildcardServiceAccount, .missingAudience, .literalWildcard, .otherIssuer, .notAction, .wrongAction,
            .missingTagSession, .principalTagOfService, .wrongQuantifier, .callerChosenVariable, .unlimitedTags,
            .otherAccount, .unknownProvider, .weakMultiFactor, .silentDeny:
            .medium
        case .confusedDeputy, .deletedPrincipal: .low
        case .likeWithoutWildcard, .nearlyFull: .info
        }
    }

    /// The mistake in one line.
    package var title: String {
        switch self {
        case .missingSubject: "tokens of every subject are trusted"
        case .anySubject: "the subject's pattern matches every service account"
        case .wildcardNamespace: "the subject's namespace is a pattern"
        case .wildcardServiceAccount: "the subject's service account is a pattern"
        case .missingAudience: "tokens for every audience are trusted"
        case .literalWildcard: "a wildcard stands where it is an ordinary character"
        case .likeWithoutWildcard: "a pattern has no wildcard"
        case .unguardedForAllValues: "ForAllValues is met when the key is missing"
        case .optionalGuard: "IfExists lets the guarded key be left out"
        case .otherIssuer: "a condition is about another issuer than the principal"
        case .negatedSubject: "the subject is only excluded, never named"
        case .anyPrincipal: "everybody is trusted"
        case .notAction: "every action but some is allowed"
        case .wrongAction: "the action is not the one this principal calls"
        case .missingTagSession: "EKS Pod Identity tags sessions, and may not"
        case .confusedDeputy: "the service is trusted for whomever it acts"
        case .principalTagOfService: "a service has no tags of its own"
        case .wrongQuantifier: "the set operator does not fit the key"
        case .variablesWithoutVersion: "variables are plain text in this version"
        case .callerChosenVariable: "a variable's value is the caller's choice"
        case .unlimitedTags: "the token may set any session tag"
        case .splitConditions: "conditions meant together stand in statements of their own"
        case .otherAccount: "another account is trusted without an external id, or as a whole"
        case .deletedPrincipal: "a principal was deleted"
        case .unknownProvider: "the identity provider is not this account's"
        case .nearlyFull: "the policy is nearly as long as it may be"
        case .weakMultiFactor: "a second factor is not really asked for"
        case .silentDeny: "the denial does nothing when the key is missing"
        }
    }
}
