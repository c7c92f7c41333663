import AWSVocabulary

/// Why a statement's action or resource was probably meant to be the one asked for, and is not.
struct ElementMistakes {
    private static let webIdentity = "sts:AssumeRoleWithWebIdentity"

    let request: AuthorizationRequest

    /// The verbs that actions begin with; two of them are two actions, however alike they look.
    private static let verbs: Set<Substring> = [
        "Get", "Put", "Set", "List", "Head", "Post", "Create", "Delete", "Describe", "Update", "Add", "Remove",
        "Attach",
        "Detach", "Start", "Stop", "Tag", "Untag", "Enable", "Disable", "Send", "Receive", "Encrypt", "Decrypt",
    ]

    private static func areOtherVerbs(_ first: String, _ second: String) -> Bool {
        func verb(_ action: String) -> Substring {
            let name = action.split(separator: ":").last ?? ""
            return name.prefix(1) + name.dropFirst().prefix { $0.isLowercase }
        }
        let (first, second) = (verb(first), verb(second))
        return first != second && verbs.contains(first) && verbs.contains(second)
    }

    func inActions(_ clause: ActionClause) -> [Mistake] {
        let action = request.action
        guard !clause.isNegated else { return [] }
        let written = clause.sources.joined(separator: ", ")
        func allows(_ other: String) -> Bool { clause.matches(ActionName(other)) }
        if action == "sts:TagSession", allows("sts:AssumeRole") || allows(Self.webIdentity) {
            return [
                Mistake(
                    .tagSessionMissing,
                    "the session comes with tags, and the statement allows \(written) without sts:TagSession",
                    remedy:
                        "\"Action\": [\(clause.sources.map { "\"\($0)\"" }.joined(separator: ", ")), \"sts:TagSession\"]"
                )
            ]
        }
        if action == Self.webIdentity, allows("sts:AssumeRole") {
            return [
                Mistake(
                    .otherAction,
                    "the statement allows sts:AssumeRole, which is for callers with AWS credentials; a token comes by "
                        + Self.webIdentity,
                    remedy: "\"Action\": \"\(Self.webIdentity)\""
                )
            ]
        }
        if action == "sts:AssumeRole", allows(Self.webIdentity) {
            return [
                Mistake(
                    .otherAction,
                    "the statement allows \(Self.webIdentity), which is for tokens; this caller comes by sts:AssumeRole",
                    remedy: request.principal == .service(PrincipalMistakes.podIdentity)
                        ? "\"Action\": [\"sts:AssumeRole\", \"sts:TagSession\"]" : "\"Action\": \"sts:AssumeRole\""
                )
            ]
        }
        guard !clause.sources.contains(where: { $0.contains("*") || $0.contains("?") }),
            let near = clause.sources.first(where: {
                Resemblance.distance($0.lowercased(), action.lowercased(), most: 3) != nil
                    && !Self.areOtherVerbs($0, action)
            })
        else { return [] }
        return [
            Mistake(
                .valueTypo,
                "the statement allows \(near), the call is \(action): nearly the same, and not the same",
                remedy: "\"Action\": \"\(action)\""
            )
        ]
    }

    func inResources(_ clause: ResourceClause) -> [Mistake] {
        guard !clause.isNegated else { return [] }
        for pattern in clause.patterns.prefix(50) {
            if let mistake = mistake(pattern.source) { return [mistake] }
        }
        return []
    }

    private func mistake(_ written: String) -> Mistake? {
        let resource = request.resource
        if written.hasPrefix("arn:aws:s3:::"), resource.hasPrefix("arn:aws:s3:::") {
            if !written.contains("/"), resource.hasPrefix(written + "/") {
                return Mistake(
                    .bucketWithoutObjects,
                    "the statement names the bucket `\(written)`; \(request.action) is about its objects",
                    remedy: "\"Resource\": \"\(written)/*\""
                )
            }
            if !resource.contains("/"), written == resource + "/*" {
                return Mistake(
                    .objectsWithoutBucket,
                    "the statement names the objects `\(written)`; \(request.action) is about the bucket itself",
                    remedy: "\"Resource\": [\"\(resource)\", \"\(written)\"]"
                )
            }
        }
        if Glob(pattern: written.lowercased()).matches(resource.lowercased()) {
            return Mistake(
                .letterCase,
                "the statement names `\(written)`, the call is about `\(resource)`: only the case of letters differs",
                remedy: "write it as the resource is called"
            )
        }
        guard !written.contains("*"), Resemblance.distance(written, resource, most: 2) != nil else { return nil }
        return Mistake(
            .valueTypo,
            "the statement names `\(written)`, the call is about `\(resource)`: nearly the same, and not the same",
            remedy: "\"Resource\": \"\(resource)\""
        )
    }
}
