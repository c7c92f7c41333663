import AWSProtocols
import IAMPolicy
import JSONTree

/// The policies of an account as its IAM tells them: trust, inline and customer managed ones in every version.
struct ServerPolicies {
    /// A policy, and what it is called in findings.
    struct Document: Hashable {
        let name: String
        let kind: PolicyKind
        let text: String
    }

    let documents: [Document]

    /// Asks a server for them.
    ///
    /// - Throws: `CommandFailure` for what the server refuses, or if only a cluster was named.
    init(_ server: ServerOption) async throws(CommandFailure) {
        guard let access = try server.access() else {
            throw CommandFailure("--kubeconfig names a cluster, and policies are in none: name a server")
        }
        let own = ["User", "Role", "Group", "LocalManagedPolicy"].enumerated()
            .map { (name: "Filter.member.\($0.offset + 1)", value: $0.element) }
        documents = try await ServerEstate.authorizationDetails(access, own).flatMap(Self.documents)
    }

    /// Those of one page of `GetAccountAuthorizationDetails`.
    static func documents(in page: JSON) -> [Document] {
        var found: [Document] = []
        func add(_ value: JSON?, _ kind: PolicyKind, _ name: String) {
            guard let text = value?.string else { return }
            // IAM's API percent-encodes them.
            let plain = text.hasPrefix("%") ? PercentEncoding.decode(text, plusIsSpace: false) ?? text : text
            found.append(Document(name: name, kind: kind, text: plain))
        }
        for (list, inline) in [
            ("UserDetailList", "UserPolicyList"), ("GroupDetailList", "GroupPolicyList"),
            ("RoleDetailList", "RolePolicyList"),
        ] {
            for holder in page[list]?.array ?? [] {
                let arn = holder["Arn"]?.string ?? ""
                add(holder["AssumeRolePolicyDocument"], .trust, "\(arn) trust")
                for policy in holder[inline]?.array ?? [] {
                    add(policy["PolicyDocument"], .identity, "\(arn) \(policy["PolicyName"]?.string ?? "")")
                }
            }
        }
        for policy in page["Policies"]?.array ?? [] {
            for version in policy["PolicyVersionList"]?.array ?? [] {
                let name = "\(policy["Arn"]?.string ?? "") \(version["VersionId"]?.string ?? "")"
                add(version["Document"], .identity, name)
            }
        }
        return found
    }
}
