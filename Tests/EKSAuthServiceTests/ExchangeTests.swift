import AWSProtocols
import AWSVocabulary
import Ambient
import EKSAuthService
import IdentityTokens
import JSONTree
import RoleSessions
import ServiceModel
import SessionCredentials
import Testing

struct ExchangeTests {
    private static let now = Int(Installation.now.seconds)
    private static let invalid = "400 InvalidTokenException"

    @Test func `a pod's token becomes six hours of its role, with six transitive tags`() async throws {
        let installation = try await Installation()
        let answer = try await installation.exchange(Forge(key: TestKeys.first()).token())
        let claims = try installation.claims(answer)
        #expect(claims.expiresAt == Installation.now.adding(seconds: 21_600))
        #expect(claims.sessionName.hasPrefix("eks-myeks-my-pod-"))
        #expect(
            claims.tags.map { "\($0.key)=\($0.value)" } == [
                "eks-cluster-arn=arn:aws:eks:us-west-2:111122223333:cluster/myeks", "eks-cluster-name=myeks",
                "kubernetes-namespace=default", "kubernetes-service-account=my-sa", "kubernetes-pod-name=my-pod",
                "kubernetes-pod-uid=f4af3093-3e8b-4c27-af66-739dc060b92f",
            ]
        )
        #expect(claims.transitiveTagKeys == claims.tags.map(\.key))
        #expect(claims.pod?.tokenID == "b57baf6f-3ad7-4879-aa9a-39eeef6d4557")
        guard case .output(let output) = answer.content else { return }
        #expect(output?.structure("assumedRoleUser")?.string("assumeRoleId")?.hasSuffix(claims.sessionName) == true)
        #expect(output?.structure("credentials")?["expiration"]?.json == .number(JSONNumber(Self.now + 21_600)))
        let audited = answer.audit.additionalEventData?["podIdentity"]
        #expect(audited?["podName"] == "my-pod")
        #expect(audited?["nodeName"] == "node-1")
        #expect(answer.audit.requestParameters?["token"] == "HIDDEN_DUE_TO_SECURITY_REASONS")
    }

    static let attacks: [(String, String, @Sendable (Forge) throws -> String)] = [
        ("no token", "400 InvalidTokenException", { _ in "nonsense" }),
        ("empty", "400 InvalidParameterException", { _ in "" }),
        ("too long", "400 InvalidParameterException", { _ in String(repeating: "a", count: 20_001) }),
        ("alg none", invalid, { $0.with(header: "alg", "none").token(signature: []) }),
        ("HS256 with the public key", invalid, { $0.with(header: "alg", "HS256").tokenByPublicKey() }),
        ("PS256", invalid, { try $0.with(header: "alg", "PS256").token() }),
        ("no signature", invalid, { $0.token(signature: []) }),
        ("no kid", invalid, { try $0.with(header: "kid", nil).token() }),
        ("a stranger's key", invalid, { try $0.token(signedBy: TestKeys.stranger()) }),
        (
            "a key by address", invalid,
            {
                try $0.with(header: "jku", "https://evil.example/keys").token(signedBy: TestKeys.stranger())
            }
        ),
        (
            "another cluster's token", invalid,
            { _ in
                try Forge(key: TestKeys.second()).with("iss", "https://127.0.0.1:4581/id/other").token()
            }
        ),
        ("another cluster's key", invalid, { _ in try Forge(key: TestKeys.second()).token() }),
        ("another issuer", invalid, { try $0.with("iss", "https://evil.example/id/myeks").token() }),
        ("IRSA's audience", invalid, { try $0.with("aud", ["sts.amazonaws.com"]).token() }),
        ("an authorized party", invalid, { try $0.with("azp", "evil.example").token() }),
        ("expired", "400 ExpiredTokenException", { try $0.with("exp", .number(JSONNumber(now))).token() }),
        ("not yet valid", invalid, { try $0.with("nbf", .number(JSONNumber(now + 60))).token() }),
        ("no claims of Kubernetes", invalid, { try $0.with("kubernetes.io", nil).token() }),
        (
            "no pod", invalid,
            {
                try $0.with("kubernetes.io", ["namespace": "default", "serviceaccount": ["name": "my-sa"]]).token()
            }
        ),
        ("another subject", invalid, { try $0.with("sub", "system:serviceaccount:default:admin").token() }),
    ]

    @Test(arguments: attacks.indices)
    func `a token that is not this cluster's pod's is refused`(_ index: Int) async throws {
        let (name, says, make) = Self.attacks[index]
        let installation = try await Installation()
        let token = try make(Forge(key: TestKeys.first()))
        #expect(try await installation.refusal(token) == says, "\(name)")
    }

    @Test func `a node asks for its own pods only, and others must be allowed to ask`() async throws {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).token()
        #expect(
            try await installation.refusal(token, as: installation.caller(session: "node-2"))
                == "400 AccessDeniedException"
        )
        #expect(
            try await installation.refusal("nonsense", as: installation.caller(role: "bystander"))
                == "400 AccessDeniedException"
        )
        #expect(try await installation.refusal(token, cluster: "none") == "404 ResourceNotFoundException")
        #expect(try await installation.refusal(token, as: installation.caller()) == "")
    }

    @Test(arguments: [
        ("i-0123456789abcdef0", ""), ("i-0123456789abcdef", "400 AccessDeniedException"),
        ("i-1", "400 AccessDeniedException"),
    ])
    func `a node may be named for its instance`(_ session: String, _ says: String) async throws {
        let installation = try await Installation()
        var bound = try #require(Forge(key: TestKeys.first()).claims["kubernetes.io"])
        bound = .object(
            JSONObject(
                dictionaryLiteral: ("namespace", bound["namespace"] ?? .null),
                ("node", ["name": "i-0123456789abcdef0.us-west-2.compute.internal", "uid": "n"]),
                ("pod", bound["pod"] ?? .null),
                ("serviceaccount", bound["serviceaccount"] ?? .null)
            )
        )
        let token = try Forge(key: TestKeys.first()).with("kubernetes.io", bound).token()
        #expect(try await installation.refusal(token, as: installation.caller(session: session)) == says)
    }

    @Test(arguments: [
        (TokenStanding.exists, ""), (.gone(reason: "deleted"), "400 InvalidTokenException"),
        (.unknown(reason: "no watch"), "503 ServiceUnavailableException"),
    ])
    func `a token counts while its pod is known to be there`(
        _ standing: TokenStanding,
        _ says: String
    )
        async throws
    {
        let installation = try await Installation(objects: FixedObjects(answer: standing))
        #expect(try await installation.refusal(Forge(key: TestKeys.first()).token()) == says)
    }

    @Test(arguments: [
        (#"{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"default"}}"#, ""),
        (#"{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"prod"}}"#, "400 AccessDeniedException"),
        (#"{"StringEquals":{"aws:SourceAccount":"111122223333"}}"#, ""),
        (
            #"{"ArnEquals":{"aws:SourceArn":"arn:aws:eks:us-west-2:111122223333:cluster/other"}}"#,
            "400 AccessDeniedException"
        ),
    ])
    func `the role's trust policy decides by tags and source`(_ condition: String, _ says: String) async throws {
        let installation = try await Installation()
        let trust = Installation.trust.replacing("]}]}", with: #"],"Condition":\#(condition)}]}"#)
        try await installation.role("app", trust: trust, policy: Installation.allow("sts:*"))
        #expect(try await installation.refusal(Forge(key: TestKeys.first()).token()) == says)
    }

    @Test func `a target role is taken by the first, by external id, for an hour, under the policy`() async throws {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).token()
        func target(_ externalID: String) -> String {
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\(Installation.roleARN("app"))"},\
            "Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"\(externalID)"}}}]}
            """
        }
        let policy = Installation.allow("s3:GetObject")
        try await installation.associate(target: "target", disablesTags: true, policy: policy)
        #expect(try await installation.refusal(token) == "400 AccessDeniedException")
        try await installation.role(
            "target",
            trust: target("us-west-2/111122223333/myeks/default/my-sa"),
            policy: Installation.allow("s3:*")
        )
        let claims = try installation.claims(try await installation.exchange(token))
        #expect(claims.principal == .role(id: "AROARRRRRRRRRRRRRRRRT", name: "target", path: "/"))
        #expect(claims.expiresAt == Installation.now.adding(seconds: 3600))
        #expect(claims.tags.isEmpty)
        #expect(claims.sessionPolicy == policy)
        try await installation.role("target", trust: target("other"), policy: Installation.allow("s3:*"))
        #expect(try await installation.refusal(token) == "400 AccessDeniedException")
    }
}
