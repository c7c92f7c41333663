import Ambient
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Answers a review, which is not stored.
    func review(_ resource: APIResource, _ body: JSON, of user: UserInfo, namespace: String) throws(APIError) -> JSON {
        var answer = body
        answer.set("apiVersion", to: .string(resource.groupVersion))
        answer.set("kind", to: .string(resource.kind))
        answer.setDefault("metadata", to: .empty)
        switch resource.kind {
        case "TokenReview":
            let token = body.at("spec", "token")?.string ?? ""
            let wanted = (body.at("spec", "audiences")?.array ?? []).compactMap(\.string)
            switch review(token, audiences: wanted.isEmpty ? tokens.ownAudiences : wanted) {
            case .success(let review):
                answer.set(
                    "status",
                    to: [
                        "authenticated": true, "user": review.user.json, "audiences": .strings(review.audiences),
                    ]
                )
            case .failure(let problem):
                answer.set("status", to: ["user": .empty, "error": .string("[\(problem.reason)]")])
            }
        case "SelfSubjectReview":
            answer.set("metadata", "creationTimestamp", to: .string(clock.now.rfc3339))
            answer.set("status", to: ["userInfo": user.json])
        case "SelfSubjectRulesReview":
            let rules = accessRules.rules(of: user, in: body.at("spec", "namespace")?.string ?? "")
            answer.set(
                "status",
                to: [
                    "resourceRules": .array(rules.filter { $0["resources"] != nil }),
                    "nonResourceRules": .array(rules.filter { $0["nonResourceURLs"] != nil }), "incomplete": false,
                ]
            )
        default:
            var subject = user
            if resource.kind != "SelfSubjectAccessReview" {
                subject = UserInfo(
                    name: body.at("spec", "user")?.string ?? "",
                    groups: (body.at("spec", "groups")?.array ?? []).compactMap(\.string)
                )
                guard !subject.name.isEmpty || !subject.groups.isEmpty else {
                    throw .invalid(resource, "", [.required("spec.user", "at least one of user or group must be set")])
                }
            }
            answer.set("status", to: try decision(body["spec"] ?? .empty, subject))
        }
        return answer
    }

    private func decision(_ spec: JSON, _ user: UserInfo) throws(APIError) -> JSON {
        let attributes = spec["resourceAttributes"] ?? spec["nonResourceAttributes"] ?? .empty
        var asked = AccessRequest(verb: attributes["verb"]?.string ?? "")
        asked.group = attributes["group"]?.string ?? ""
        asked.resource = attributes["resource"]?.string ?? ""
        asked.subresource = attributes["subresource"]?.string ?? ""
        asked.namespace = attributes["namespace"]?.string ?? ""
        asked.name = attributes["name"]?.string ?? ""
        asked.path = spec["resourceAttributes"] == nil ? attributes["path"]?.string : nil
        guard let reason = accessRules.reason(for: user, asked) else { return ["allowed": false] }
        var status: JSON = ["allowed": true]
        if !reason.isEmpty { status.set("reason", to: .string(reason)) }
        return status
    }
}
