import IdentityTokens
import KubernetesAPI

/// Who an AWS call comes from, as the cluster is told.
package struct AWSCaller: Sendable, Hashable {
    /// As GetCallerIdentity says it.
    package let arn: String
    package let userID: String
    /// The groups that access to the cluster gives it, such as `system:masters`.
    package let groups: [String]

    package init(arn: String, userID: String, groups: [String] = []) {
        self.arn = arn
        self.userID = userID
        self.groups = groups
    }
}

/// The tokens of `aws eks get-token`: `k8s-aws-v1.` and a presigned GetCallerIdentity URL in base64url.
package struct AWSTokens: Sendable {
    /// Verifies a presigned URL whose signature covers `x-k8s-aws-id` with the cluster's name; nil if it is not valid.
    package typealias Verifier = @Sendable (_ url: String, _ clusterName: String) async -> AWSCaller?

    static let prefix = "k8s-aws-v1."
    private static let maximumLength = 16_384
    private static let longestLife = 900

    private let clusterName: String
    private let verify: Verifier

    package init(clusterName: String, verify: @escaping Verifier) {
        self.clusterName = clusterName
        self.verify = verify
    }

    /// Who a token is for; nil if it is not valid.
    func user(of token: String) async -> UserInfo? {
        guard token.utf8.count <= Self.maximumLength, token.hasPrefix(Self.prefix),
            let bytes = Base64URL.decode(token.utf8.dropFirst(Self.prefix.count))
        else { return nil }
        let url = String(decoding: bytes, as: UTF8.self)
        guard Self.isPlausible(url), let caller = await verify(url, clusterName) else { return nil }
        return UserInfo(
            name: caller.arn,
            uid: "aws-iam-authenticator:\(caller.userID)",
            groups: caller.groups + ["system:authenticated"],
            extra: ["arn": [caller.arn], "principalId": [caller.userID]]
        )
    }

    /// Whether it asks GetCallerIdentity and nothing else, for 15 minutes at most, with the cluster's name signed.
    private static func isPlausible(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !url.contains("#"),
            url.hasPrefix("https://") || url.hasPrefix("http://"), let mark = url.firstIndex(of: "?")
        else { return false }
        var values: [String: String] = [:]
        for part in url[url.index(after: mark)...].split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].lowercased()
            guard pair.count == 2, values[name] == nil, allowed.contains(name) else { return false }
            values[name] = String(pair[1])
        }
        let headers = (values["x-amz-signedheaders"] ?? "").replacing("%3B", with: ";").replacing("%3b", with: ";")
        return values["action"] == "GetCallerIdentity" && values["version"] == "2011-06-15"
            && headers.split(separator: ";").contains("x-k8s-aws-id")
            && (1...longestLife).contains(Int(values["x-amz-expires"] ?? "") ?? 0)
    }

    private static let allowed: Set<String> = [
        "action", "version", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires",
        "x-amz-security-token", "x-amz-signature", "x-amz-signedheaders", "x-amz-user-agent",
    ]
}
