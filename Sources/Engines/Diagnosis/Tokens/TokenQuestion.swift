package import AWSVocabulary
package import Ambient
package import IAMPolicy
package import IdentityTokens

/// Can this token take this role? Everything that is known about it; nothing is fetched.
package struct TokenQuestion: Sendable {
    /// What is known of the role.
    package enum Role: Sendable {
        /// The file that was read has other roles: their ARNs.
        case missing(others: [String])
        case known(trust: AttachedPolicy, tags: [Tag])
        case unknown
    }

    let token: String
    let roleARN: ARN
    let role: Role
    /// Nil if nobody said which there are.
    let providers: [IdentityProvider]?
    /// Nil if nobody gave the issuer's keys.
    let keys: KeySet?
    let now: Timestamp
    let sessionName: String

    package init(
        token: String,
        roleARN: ARN,
        role: Role,
        providers: [IdentityProvider]?,
        keys: KeySet?,
        now: Timestamp,
        sessionName: String = "explain"
    ) {
        self.token = token
        self.roleARN = roleARN
        self.role = role
        self.providers = providers
        self.keys = keys
        self.now = now
        self.sessionName = sessionName
    }

    /// Every step that STS takes, in its order; those after the first failure as if it were mended.
    package var diagnosis: Diagnosis {
        let question = "Can this token take \(roleARN)?"
        let parsed: UnverifiedToken
        do throws(TokenRejection) { parsed = try UnverifiedToken(parsing: token) } catch {
            return Diagnosis(question: question, steps: [TokenStep.unreadable(error, text: token)])
        }
        let claims = parsed.claims
        let provider = ProviderStep(issuer: claims.issuer, roleARN: roleARN, providers: providers)
        var steps = [TokenStep.readable(parsed)]
        steps.append(provider.step)
        steps.append(AudienceStep(claims: claims, provider: provider).step)
        steps.append(SignatureStep(token: parsed, keys: keys).step)
        steps.append(TimesStep(claims: claims, now: now).step)
        steps +=
            TrustSteps(
                roleARN: roleARN,
                role: role,
                claims: claims,
                providerARN: provider.arn,
                host: provider.host,
                sessionName: sessionName
            ).steps
        return Diagnosis(question: question, steps: steps)
    }
}
