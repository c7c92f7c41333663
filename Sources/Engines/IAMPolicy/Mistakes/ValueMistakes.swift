/// Why a condition's value was probably meant to be the one that was seen, and is not.
struct ValueMistakes {
    private static let prefix = "system:serviceaccount:"

    let condition: Condition
    let seen: [String]
    let keys: ContextKeys
    /// Whether `${…}` stands for values in this policy.
    let hasVariables: Bool

    private var key: String { condition.key.description }
    private var name: String { condition.operator.source }
    private var claim: String? { ContextKeyName(key)?.claim }

    private func write(_ value: String, _ newName: String? = nil, key: String? = nil) -> String {
        "\"\(newName ?? name)\": {\"\(key ?? self.key)\": \"\(value)\"}"
    }

    /// The first that explains it.
    var all: [Mistake] {
        guard !condition.operator.isNegated, condition.operator.comparison != .null else { return [] }
        if condition.operator.quantifier == nil, seen.count > 1 {
            return [
                Mistake(
                    .severalValues,
                    "the request has \(seen.count) values of \(key), and \(name) compares one",
                    remedy: "put ForAnyValue: before \(name), or make the token for one audience"
                )
            ]
        }
        guard let value = seen.first, seen.count == 1 else { return [] }
        if let unusable = condition.unusable {
            return [
                Mistake(
                    .unusableOperand,
                    "`\(unusable.source)` is nothing that \(name) can compare",
                    remedy: "write \(unusable.right)"
                )
            ]
        }
        for wanted in condition.sources.prefix(50) {
            if let mistake = mistake(wanted, value) { return [mistake] }
        }
        return otherAudience(value).map { [$0] } ?? []
    }

    /// Audiences are few and chosen once, so that one which differs is rarely meant to.
    private func otherAudience(_ value: String) -> Mistake? {
        guard key.hasSuffix(":aud"), let wanted = condition.sources.first,
            condition.operator.comparison == .stringEquals || condition.operator.comparison == .stringLike
        else { return nil }
        let all = condition.sources.prefix(3).map { "`\($0)`" }.joined(separator: " or ")
        return Mistake(
            .audienceNotAccepted,
            "the token is for the audience `\(value)`, the statement wants \(all)",
            remedy: write(value)
                + ", or have the token made for \(wanted): the annotation eks.amazonaws.com/audience of "
                + "the service account"
        )
    }

    private func mistake(_ source: String, _ value: String) -> Mistake? {
        let wanted =
            Template(source, hasVariables: hasVariables && condition.operator.takesVariables).text(keys) ?? source
        if source.contains("${"), !hasVariables {
            return Mistake(
                .variablesInOldVersion,
                "`\(source)` is compared as plain text, since the policy's Version is not 2012-10-17",
                remedy: "\"Version\": \"2012-10-17\""
            )
        }
        if let missing = condition.variables.first(where: { keys.find($0) == nil }) {
            return Mistake(
                .missingVariable,
                "the request has nothing for ${\(missing)}, so `\(source)` means nothing",
                remedy: "write the value, or a default: ${\(missing), 'DEFAULT'}"
            )
        }
        return claimMistake(wanted, value) ?? textMistake(wanted, value)
    }

    /// Mix-ups of the claims of service accounts.
    private func claimMistake(_ wanted: String, _ value: String) -> Mistake? {
        let subject = key.hasSuffix(":sub")
        if key.hasSuffix(":aud"), wanted.hasPrefix(Self.prefix) {
            return Mistake(
                .subjectInAudience,
                "the subject `\(wanted)` is written under :aud, which is the token's audience, `\(value)`",
                remedy: write(wanted, key: String(key.dropLast(3)) + "sub")
            )
        }
        if key.hasSuffix(":aud"), value.contains("kubernetes.default") || value.hasPrefix("https://") {
            return Mistake(
                .tokenForKubernetes,
                "the token is for `\(value)`, which looks like the Kubernetes API or the issuer: it is not the one "
                    + "projected for AWS",
                remedy:
                    "use the token in AWS_WEB_IDENTITY_TOKEN_FILE, /var/run/secrets/eks.amazonaws.com/serviceaccount/"
                    + "token, whose audience is \(wanted)"
            )
        }
        guard subject else { return nil }
        let audiences = keys.find(ConditionKey(String(key.dropLast(3)) + "aud"))?.array ?? []
        if audiences.contains(wanted) {
            return Mistake(
                .audienceInSubject,
                "the audience `\(wanted)` is written under :sub, which is the token's subject, `\(value)`",
                remedy: write(wanted, key: String(key.dropLast(3)) + "aud")
            )
        }
        guard value.hasPrefix(Self.prefix) else { return nil }
        let account = String(value.dropFirst(Self.prefix.count))
        if let parts = ServiceAccountDifference.parts(of: wanted), let own = ServiceAccountDifference.parts(of: value),
            parts.namespace == own.name, parts.name == own.namespace, own.name != own.namespace
        {
            return Mistake(
                .swappedParts,
                "namespace and service account are swapped: `\(wanted)` is written, the token is `\(value)`",
                remedy: write(value)
            )
        }
        let bare = wanted.replacing("/", with: ":")
        if bare == account || (wanted != value && bare.hasSuffix(":" + account) && bare.hasPrefix("system:")) {
            return Mistake(
                .subjectWithoutPrefix,
                "a subject is system:serviceaccount:NAMESPACE:NAME, and `\(wanted)` is written",
                remedy: write(value)
            )
        }
        return nil
    }

    /// Slips in the text itself.
    private func textMistake(_ wanted: String, _ value: String) -> Mistake? {
        let comparison = condition.operator.comparison
        guard comparison == .stringEquals || comparison == .stringLike || comparison == .arnLike else { return nil }
        if comparison == .stringEquals, wanted.contains("*") || wanted.contains("?"),
            Glob(pattern: wanted).matches(value)
        {
            return Mistake(
                .literalWildcard,
                "\(name) takes the wildcard in `\(wanted)` as an ordinary character",
                remedy: write(wanted, name.replacing("StringEquals", with: "StringLike"))
                    + ", or better the whole name: " + write(value)
            )
        }
        let isPattern = comparison != .stringEquals
        func fits(_ wanted: String, _ value: String) -> Bool {
            isPattern ? Glob(pattern: wanted).matches(value) : wanted == value
        }
        if fits(wanted.lowercased(), value.lowercased()) {
            return Mistake(
                .letterCase,
                "only the case of letters differs: `\(wanted)` is written, `\(value)` is seen",
                remedy: write(isPattern ? value : value)
            )
        }
        let trimmed = String(wanted.filter { !$0.isWhitespace })
        if trimmed != wanted, fits(trimmed, value) {
            return Mistake(.blanks, "`\(wanted)` has blanks that `\(value)` has not", remedy: write(trimmed))
        }
        if let slip = IssuerSlip(wrote: wanted, meant: value),
            slip.kind == .slashAtEnd || slip.kind == .schemeInProvider,
            fits(Self.bare(wanted), Self.bare(value))
        {
            return Mistake(
                slip.kind,
                "`\(wanted)` is written, `\(value)` is seen: only https:// or a slash at the end differs",
                remedy: write(value)
            )
        }
        guard !isPattern, Resemblance.distance(wanted, value, most: 2) != nil else { return nil }
        return Mistake(
            .valueTypo,
            "`\(wanted)` is written, `\(value)` is seen: nearly the same, and not the same",
            remedy: write(value) + ", if that is who should have it"
        )
    }

    private static func bare(_ text: String) -> String {
        var text = text[...]
        if text.hasPrefix("https://") { text = text.dropFirst("https://".count) }
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }
}
