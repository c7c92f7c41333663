import AWSVocabulary
import Ambient
import Diagnosis
import IAMPolicy
import IdentityTokens
import JSONTree

/// Tokens, roles and clusters as the tests write them.
enum Sample {
    static let host = "oidc.eks.eu-west-1.amazonaws.com/id/5D3F20A1C7B94E68"
    static let provider = "arn:aws:iam::111122223333:oidc-provider/\(host)"
    static let subject = "system:serviceaccount:prod:payments"
    static let now = Timestamp(seconds: 1_795_600_000)
    static let role = ARN(service: "iam", account: "111122223333", resource: "role/payments")

    /// A token that nobody signed: what is asked here comes before and after the signature.
    static func token(
        iss: String = "https://\(host)",
        sub: String? = subject,
        aud: JSON? = ["sts.amazonaws.com"],
        exp: Int? = 1_795_603_600,
        more: JSONObject = [:]
    ) -> String {
        var claims: JSONObject = ["iss": .string(iss), "iat": 1_795_599_000]
        claims["sub"] = sub.map { .string($0) }
        claims["aud"] = aud
        claims["exp"] = exp.map { .number(JSONNumber($0)) }
        for (name, value) in more.members { claims[name] = value }
        let header: JSON = ["alg": "RS256", "kid": "7c1b"]
        return [header.serialized(), JSON.object(claims).serialized(), Array("signature".utf8)]
            .map { Base64URL.encode($0) }.joined(separator: ".")
    }

    /// A trust policy of one statement a line.
    static func trust(_ statements: String...) -> String {
        """
        {
          "Version": "2012-10-17",
          "Statement": [
            \(statements.joined(separator: ",\n    "))
          ]
        }
        """
    }

    /// A statement that trusts tokens.
    static func web(
        _ condition: String,
        principal: String = #"{"Federated": "\#(provider)"}"#,
        action: String = #""sts:AssumeRoleWithWebIdentity""#,
        effect: String = "Allow"
    ) -> String {
        #"{"Effect": "\#(effect)", "Principal": \#(principal), "Action": \#(action), "Condition": {\#(condition)}}"#
    }

    static func equals(_ keys: (String, String)...) -> String {
        let members = keys.map { #""\#($0.0)": "\#($0.1)""# }.joined(separator: ", ")
        return #""StringEquals": {\#(members)}"#
    }

    static let aud = ("\(host):aud", "sts.amazonaws.com")
    static let sub = ("\(host):sub", subject)
    static let good = trust(web(equals(aud, sub)))

    static let ownProvider = IdentityProvider(host: host, account: "111122223333", clientIDs: ["sts.amazonaws.com"])

    static func policy(_ text: String, _ kind: PolicyKind, name: String) throws -> AttachedPolicy {
        AttachedPolicy(name: name, document: try PolicyDocument(parsing: text, kind: kind))
    }

    /// What comes of a token and a trust policy.
    static func explain(
        _ token: String = token(),
        _ trust: String = good,
        providers: [IdentityProvider]? = [ownProvider],
        keys: KeySet? = nil
    ) throws -> Diagnosis {
        TokenQuestion(
            token: token,
            roleARN: role,
            role: .known(trust: try policy(trust, .trust, name: "trust.json"), tags: []),
            providers: providers,
            keys: keys,
            now: now
        ).diagnosis
    }

    /// An estate of one role as `aws iam get-account-authorization-details` prints it, one cluster, and its service accounts.
    static func estate(
        trust: String = good,
        inline: String = "[]",
        attached: String = "[]",
        boundary: String? = nil,
        policies: String = "[]",
        tags: String = "[]",
        kubernetes: String = serviceAccount(),
        association: String? = nil
    ) throws -> Estate {
        var estate = Estate()
        let limit = boundary.map { #","PermissionsBoundary": {"PermissionsBoundaryArn": "\#($0)"}"# } ?? ""
        try add(
            """
            {"RoleDetailList": [{"RoleName": "payments", "RoleId": "AROAEXAMPLE", "Arn": "\(role)",
            "AssumeRolePolicyDocument": \(trust), "RolePolicyList": \(inline), "AttachedManagedPolicies": \(attached),
            "Tags": \(tags)\(limit)}], "Policies": \(policies)}
            """,
            to: &estate
        )
        try add(kubernetes, to: &estate)
        try add(
            #"{"OpenIDConnectProviderList": [{"Arn": "\#(provider)", "ClientIDList": ["sts.amazonaws.com"]}]}"#,
            to: &estate
        )
        try add(
            """
            {"cluster": {"name": "main", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/main",
            "identity": {"oidc": {"issuer": "https://\(host)"}}}}
            """,
            to: &estate
        )
        if let association { try add(association, to: &estate) }
        return estate
    }

    static func serviceAccount(_ annotations: String = #"{"eks.amazonaws.com/role-arn": "\#(role)"}"#) -> String {
        """
        {"kind": "List", "items": [
         {"kind": "ServiceAccount", "metadata": {"name": "payments", "namespace": "prod", "annotations": \(annotations)}},
         {"kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "prod"}},
         {"kind": "Pod", "metadata": {"name": "payments-7f9c", "namespace": "prod", "uid": "0f9e"},
          "spec": {"serviceAccountName": "payments"}}]}
        """
    }

    static let association = """
        {"association": {"clusterName": "main", "namespace": "prod", "serviceAccount": "payments", "roleArn": "\(role)",
        "associationId": "a-1b2c3d"}}
        """

    private static func add(_ text: String, to estate: inout Estate) throws {
        guard try estate.read(try LocatedJSON(parsing: Array(text.utf8)), file: "export.json") else {
            throw NotKnown(text: text)
        }
    }

    struct NotKnown: Error { let text: String }

    static func simulate(
        _ estate: Estate,
        _ action: String? = nil,
        on resource: String = "*",
        subject: SimulationQuestion.Subject = .serviceAccount(namespace: "prod", name: "payments"),
        _ change: (inout SimulationQuestion) -> Void = { _ in }
    ) -> Diagnosis {
        var question = SimulationQuestion(subject, estate: estate, now: now)
        question.actions = action.map { [$0] } ?? []
        question.resources = [resource]
        change(&question)
        return question.diagnosis
    }
}
