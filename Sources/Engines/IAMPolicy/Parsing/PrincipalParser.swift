import AWSVocabulary
import JSONTree

/// Compiles a `Principal` or `NotPrincipal` element.
struct PrincipalParser {
    let policy: PolicyParser

    func clause(_ value: LocatedJSON, isNegated: Bool) throws(PolicyDocumentError) -> PrincipalClause {
        if case .string(let text) = value.content {
            guard text == "*" else {
                throw PolicyDocumentError(
                    PolicyParser.syntaxError,
                    "Principal is \"*\" or an object such as {\"AWS\": …}",
                    at: value.position
                )
            }
            return PrincipalClause(entries: [.everyone], isNegated: isNegated)
        }
        guard case .object(let members) = value.content, !members.isEmpty else {
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "Principal is \"*\" or an object such as {\"AWS\": …}",
                at: value.position
            )
        }
        var entries: [PrincipalClause.Entry] = []
        for member in members {
            for (text, position) in try policy.strings(member.value, member.key) {
                entries.append(try entry(text, type: member, at: position))
            }
        }
        guard !entries.isEmpty else {
            throw PolicyDocumentError(
                "Missing required field Principal cannot be empty!",
                "Principal names nobody: a list in it is empty",
                at: value.position
            )
        }
        return PrincipalClause(entries: entries, isNegated: isNegated)
    }

    private func entry(
        _ text: String,
        type: LocatedJSON.Member,
        at position: LocatedJSON.Position
    ) throws(PolicyDocumentError) -> PrincipalClause.Entry {
        switch type.key {
        case "AWS":
            guard let entry = Self.awsEntry(text) else {
                throw invalid(text, type: "AWS", at: position, "an account, or the ARN of a user, role or role session")
            }
            return entry
        case "Federated":
            guard ARN(text)?.service == "iam" || Self.builtInProviders.contains(text) else {
                throw invalid(
                    text,
                    type: "FEDERATED",
                    at: position,
                    "the ARN of a provider, arn:aws:iam::ACCOUNT:oidc-provider/HOST/PATH"
                )
            }
            return .federated(text)
        case "Service":
            guard text.contains("."), !text.contains("*"), !text.contains("?") else {
                throw invalid(text, type: "SERVICE", at: position, "a service such as pods.eks.amazonaws.com")
            }
            return .service(text)
        case "CanonicalUser" where policy.kind == .resource: return .canonicalUser(text)
        default:
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "a principal is AWS, Federated or Service, not \(type.key)",
                at: type.position
            )
        }
    }

    private static let builtInProviders: Set<String> = [
        "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com",
    ]

    private func invalid(
        _ text: String,
        type: String,
        at position: LocatedJSON.Position,
        _ right: String
    ) -> PolicyDocumentError {
        PolicyDocumentError(
            "Invalid principal in policy: \"\(type)\":\"\(text)\"",
            "\"\(text)\" is not \(right)",
            at: position
        )
    }

    /// Wildcards within a principal mean nobody, and are refused.
    private static func awsEntry(_ text: String) -> PrincipalClause.Entry? {
        if text == "*" { return .everyone }
        guard !text.contains("*"), !text.contains("?") else { return nil }
        if let account = AccountID(text) { return .account(account.description) }
        if text.utf8.count == 21, text.hasPrefix("AIDA") || text.hasPrefix("AROA") { return .deleted(text) }
        guard let arn = ARN(text), AccountID(arn.account) != nil else { return nil }
        switch (arn.service, arn.resource) {
        case ("iam", "root"): return .account(arn.account)
        case ("iam", let resource) where resource.hasPrefix("user/"): return .user(text)
        case ("iam", let resource) where resource.hasPrefix("role/"): return .role(text)
        case ("sts", let resource) where resource.hasPrefix("assumed-role/"):
            return resource.split(separator: "/").count == 3 ? .session(text) : nil
        case ("sts", let resource) where resource.hasPrefix("federated-user/"): return .federatedUser(text)
        default: return nil
        }
    }
}
