import JSONTree

/// Compiles one statement.
struct StatementParser {
    private static let elements: Set<String> = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    private static let partitions: Set<String> = [
        "*", "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
    ]

    let policy: PolicyParser
    let hasVariables: Bool
    let index: Int
    let numbering: ConditionNumbering

    private var kind: PolicyKind { policy.kind }

    func statement(_ value: LocatedJSON) throws(PolicyDocumentError) -> Statement {
        guard case .object(let members) = value.content else {
            throw PolicyDocumentError(PolicyParser.syntaxError, "a statement is an object", at: value.position)
        }
        for member in members where !Self.elements.contains(member.key) {
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "a statement has no element \(member.key); element names are case-sensitive",
                at: member.position
            )
        }
        return Statement(
            sid: try sid(value["Sid"]),
            index: index,
            effect: try effect(value),
            principals: try principals(value),
            actions: try actions(value),
            resources: try resources(value),
            conditions: try conditions(value["Condition"]),
            position: value.position,
            end: value.end
        )
    }

    private func sid(_ value: LocatedJSON?) throws(PolicyDocumentError) -> String? {
        guard let value else { return nil }
        let sid = try policy.string(value, "Sid")
        let isPlain = sid.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        // Resource policies belong to services with looser rules; S3 allows blanks and hyphens, for example.
        guard isPlain || kind == .resource else {
            throw PolicyDocumentError(
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
                "a Sid has letters and digits only",
                at: value.position
            )
        }
        return sid.isEmpty ? nil : sid
    }

    private func effect(_ value: LocatedJSON) throws(PolicyDocumentError) -> Statement.Effect {
        guard let member = value["Effect"] else {
            throw PolicyDocumentError(PolicyParser.syntaxError, "Effect is missing", at: value.position)
        }
        guard let effect = Statement.Effect(rawValue: try policy.string(member, "Effect")) else {
            throw PolicyDocumentError(PolicyParser.syntaxError, "Effect is Allow or Deny", at: member.position)
        }
        return effect
    }

    private func principals(_ value: LocatedJSON) throws(PolicyDocumentError) -> PrincipalClause? {
        let named = value["Principal"]
        let notNamed = value["NotPrincipal"]
        guard kind.namesPrincipals else {
            if let given = named ?? notNamed {
                throw PolicyDocumentError(
                    "Policy document should not specify a principal.",
                    "a policy attached to its principal names none; leave Principal out",
                    at: given.position
                )
            }
            return nil
        }
        if let notNamed {
            guard kind == .resource || policy.takesNotPrincipal, named == nil else {
                throw PolicyDocumentError(
                    kind == .trust
                        ? "AssumeRolepolicy contained an invalid principal: \"NotPrincipal\"."
                        : PolicyParser.syntaxError,
                    "NotPrincipal cannot stand here",
                    at: notNamed.position
                )
            }
        }
        guard let clause = named ?? notNamed else {
            throw PolicyDocumentError(
                "Missing required field Principal",
                "Principal is missing: who is this statement about?",
                at: value.position
            )
        }
        guard kind != .resourceControl || clause.json == "*" else {
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "a resource control policy is about everyone: \"Principal\": \"*\"",
                at: clause.position
            )
        }
        return try PrincipalParser(policy: policy).clause(clause, isNegated: notNamed != nil)
    }

    private func actions(_ value: LocatedJSON) throws(PolicyDocumentError) -> ActionClause {
        let wanted = value["Action"]
        let unwanted = value["NotAction"]
        guard wanted == nil || unwanted == nil else {
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "a statement has Action or NotAction, not both",
                at: value.position
            )
        }
        guard let member = wanted ?? unwanted else {
            throw PolicyDocumentError(
                "Policy statement must contain actions.",
                "Action is missing",
                at: value.position
            )
        }
        let actions = try policy.strings(member, "Action")
        guard !actions.isEmpty else {
            throw PolicyDocumentError("Policy statement must contain actions.", "Action is empty", at: member.position)
        }
        for (action, position) in actions { try check(action: action, at: position) }
        return ActionClause(patterns: actions.map(\.0), isNegated: unwanted != nil)
    }

    private func check(action: String, at position: LocatedJSON.Position) throws(PolicyDocumentError) {
        if action == "*", kind != .trust { return }
        let parts = action.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1 else {
            throw PolicyDocumentError(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                "\"\(action)\" lacks its service, for example s3:\(action)",
                at: position
            )
        }
        guard parts.count == 2 else {
            throw PolicyDocumentError(
                "Actions/Condition can contain only one colon.",
                "\"\(action)\" has more than one colon",
                at: position
            )
        }
        // A service is never a pattern, but AWS takes `*:Get*`; it means nothing.
        let isVendor =
            (parts[0] == "*" && kind != .trust)
            || !parts[0].isEmpty
                && parts[0].utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                        true
                    default: false
                    }
                }
        guard isVendor else {
            throw PolicyDocumentError(
                "Vendor \(parts[0]) is not valid",
                "the service before the colon is a plain name without wildcards",
                at: position
            )
        }
        guard kind != .trust || parts[0].lowercased() == "sts" else {
            throw PolicyDocumentError(
                "AssumeRole policy may only specify STS AssumeRole actions",
                "a trust policy is about taking the role: sts:AssumeRole, sts:AssumeRoleWithWebIdentity, sts:TagSession",
                at: position
            )
        }
    }

    private func resources(_ value: LocatedJSON) throws(PolicyDocumentError) -> ResourceClause? {
        let wanted = value["Resource"]
        let unwanted = value["NotResource"]
        if kind == .trust {
            if let given = wanted ?? unwanted {
                throw PolicyDocumentError(
                    "Has prohibited field Resource",
                    "a trust policy's resource is its role; leave Resource out",
                    at: given.position
                )
            }
            return nil
        }
        guard wanted == nil || unwanted == nil else {
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "a statement has Resource or NotResource, not both",
                at: value.position
            )
        }
        guard let member = wanted ?? unwanted else {
            throw PolicyDocumentError(
                "Policy statement must contain resources.",
                "Resource is missing",
                at: value.position
            )
        }
        let resources = try policy.strings(member, "Resource")
        guard !resources.isEmpty else {
            throw PolicyDocumentError(
                "Policy statement must contain resources.",
                "Resource is empty",
                at: member.position
            )
        }
        for (resource, position) in resources { try check(resource: resource, at: position) }
        return ResourceClause(
            patterns: resources.map { ARNPattern($0.0, variables: hasVariables ? .afterFifthColon : .nowhere) },
            isNegated: unwanted != nil
        )
    }

    private func check(resource: String, at position: LocatedJSON.Position) throws(PolicyDocumentError) {
        if resource == "*" { return }
        let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts[0] == "arn", parts.count > 1 else {
            throw PolicyDocumentError(
                "Resource \(resource) must be in ARN format or \"*\".",
                "\"\(resource)\" is no ARN, for example arn:aws:s3:::bucket/*",
                at: position
            )
        }
        let partition = parts[1]
        guard Self.partitions.contains(String(partition)) else {
            let rest = parts.dropFirst(2).joined(separator: ":")
            throw PolicyDocumentError(
                "Partition \"\(partition)\" is not valid for resource \"arn:\(partition):\(rest)\".",
                "\"\(partition)\" is no partition of AWS; it is aws, aws-cn, aws-us-gov or one of the others",
                at: position
            )
        }
        guard parts.count > 2, !parts[2].contains("*"), !parts[2].contains("?") || parts[2].isEmpty else {
            // `arn:aws:*` and the like name every service; AWS refuses wildcards in the vendor.
            guard parts.count == 2 || parts.last == "*" else {
                throw PolicyDocumentError(
                    "Resource vendor must be fully qualified and cannot contain regexes.",
                    "the service of \"\(resource)\" is a plain name without wildcards",
                    at: position
                )
            }
            return
        }
    }

    private func conditions(_ value: LocatedJSON?) throws(PolicyDocumentError) -> [Condition] {
        guard let value else { return [] }
        return try ConditionParser(policy: policy, hasVariables: hasVariables, numbering: numbering)
            .conditions(value)
    }
}
