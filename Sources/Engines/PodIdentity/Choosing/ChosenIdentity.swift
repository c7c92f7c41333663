package import Ambient
package import JSONTree

/// How a pod gets credentials.
package struct ChosenIdentity: Sendable, Hashable {
    /// By which of AWS's two ways.
    package enum Method: Sendable, Hashable {
        /// EKS Pod Identity: the node's agent, for an association.
        case containerCredentials
        /// IRSA: the role that the service account names.
        case role(String)
    }

    package var method: Method
    package var audience: String
    package var usesRegionalSTS: Bool
    /// Seconds.
    package var tokenExpiration: Int

    /// An identity with everything said.
    package init(method: Method, audience: String, usesRegionalSTS: Bool, tokenExpiration: Int) {
        self.method = method
        self.audience = audience
        self.usesRegionalSTS = usesRegionalSTS
        self.tokenExpiration = tokenExpiration
    }
}

/// What is known of a service account when a pod asks for its identity.
package struct IdentityEvidence: Sendable, Hashable {
    /// Nil if the service account was not seen.
    package var serviceAccount: ServiceAccountFacts?
    /// The ConfigMap's rule for exactly this service account.
    package var exactRule: ConfigMapRules.Rule?
    /// The ConfigMap's rule for this name in any namespace.
    package var anyNamespaceRule: ConfigMapRules.Rule?
    package var isAssociated = false

    package init(serviceAccount: ServiceAccountFacts? = nil, isAssociated: Bool = false) {
        self.serviceAccount = serviceAccount
        self.isAssociated = isAssociated
    }

    /// The identity that follows from it, before the pod has its say; nil for none.
    ///
    /// An association wins, then the service account's own annotation, then the ConfigMap.
    package func identity(_ settings: InjectionSettings) -> ChosenIdentity? {
        if isAssociated { return associated(settings) }
        if let serviceAccount, let role = serviceAccount.role {
            return ChosenIdentity(
                method: .role(role),
                audience: serviceAccount.audience ?? settings.role.audience,
                usesRegionalSTS: serviceAccount.usesRegionalSTS ?? settings.usesRegionalSTS,
                tokenExpiration: serviceAccount.tokenExpiration ?? Self.expiration(0, settings)
            )
        }
        guard let rule = exactRule ?? anyNamespaceRule, !rule.role.isEmpty else { return nil }
        return ChosenIdentity(
            method: .role(rule.role),
            audience: rule.audience.isEmpty ? settings.role.audience : rule.audience,
            usesRegionalSTS: rule.usesRegionalSTS,
            tokenExpiration: Self.expiration(rule.tokenExpiration, settings)
        )
    }

    private func associated(_ settings: InjectionSettings) -> ChosenIdentity {
        var identity = ChosenIdentity(
            method: .containerCredentials,
            audience: settings.containerCredentials.audience,
            usesRegionalSTS: settings.usesRegionalSTS,
            tokenExpiration: Self.expiration(0, settings)
        )
        if let serviceAccount {
            identity.usesRegionalSTS = serviceAccount.usesRegionalSTS ?? settings.usesRegionalSTS
            identity.tokenExpiration = serviceAccount.tokenExpiration ?? identity.tokenExpiration
        } else if let exactRule {
            identity.usesRegionalSTS = exactRule.usesRegionalSTS
            identity.tokenExpiration = Self.expiration(exactRule.tokenExpiration, settings)
        }
        return identity
    }

    private static func expiration(_ seconds: Int, _ settings: InjectionSettings) -> Int {
        max(TokenExpiration.minimum, seconds == 0 ? settings.tokenExpiration : seconds)
    }
}

extension ChosenIdentity {
    /// The identity after a pod's annotations; tokens for associations that would live a day live up to two hours
    /// less, so that a fleet's tokens are not renewed in the same minute.
    package func adjusted(
        annotations: JSON?,
        settings: InjectionSettings,
        random: RandomSource
    ) -> ChosenIdentity {
        var identity = self
        let annotation = annotations?["\(settings.annotationPrefix)/token-expiration"]?.string
        if let seconds = TokenExpiration.parse(annotation) { identity.tokenExpiration = seconds }
        if method == .containerCredentials, identity.tokenExpiration == TokenExpiration.standard {
            identity.tokenExpiration = 79_200 + Int(random.word() % 7201)
        }
        return identity
    }
}
