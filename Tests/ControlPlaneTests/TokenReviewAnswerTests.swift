import IdentityTokens
import JSONTree
import KubernetesAPI
import RoleSessions
import Testing

@testable import ControlPlane

/// What a registered cluster's answer to a TokenReview lets through.
struct TokenReviewAnswerTests {
    private static let audience = "pods.eks.amazonaws.com"
    private static let subject = "system:serviceaccount:default:app"

    private static func status(_ authenticated: JSON?, _ audiences: JSON?, user: String = subject) -> JSON {
        var status: JSON = ["user": ["username": .string(user)]]
        if let authenticated { status.set("authenticated", to: authenticated) }
        if let audiences { status.set("audiences", to: audiences) }
        return ["kind": "TokenReview", "status": status]
    }

    @Test(
        "only an answer that names this user and this audience lets a token count",
        arguments: [
            ("this audience", status(true, ["pods.eks.amazonaws.com"]), "exists"),
            ("and others", status(true, ["vault", "pods.eks.amazonaws.com"]), "exists"),
            ("another audience", status(true, ["sts.amazonaws.com"]), "gone"),
            ("one that begins alike", status(true, ["pods.eks.amazonaws.com.evil.example"]), "gone"),
            ("none", status(true, []), "gone"), ("not said", status(true, nil), "gone"),
            ("no list", status(true, "pods.eks.amazonaws.com"), "gone"), ("no texts", status(true, [1]), "gone"),
            ("not authenticated", status(false, ["pods.eks.amazonaws.com"]), "gone"),
            ("not said whether", status(nil, ["pods.eks.amazonaws.com"]), "gone"),
            ("another user", status(true, ["pods.eks.amazonaws.com"], user: "system:anonymous"), "gone"),
            ("no review", ["kind": "Status", "status": "Failure"], "unknown"), ("nothing", .empty, "unknown"),
        ] as [(String, JSON, String)]
    )
    func answers(_ name: String, _ answer: JSON, _ says: String) throws {
        let claims = try TokenClaims([
            "iss": "https://issuer", "sub": .string(Self.subject),
            "aud": [.string(Self.audience), "sts.amazonaws.com"],
            "exp": 1_800_000_000, "iat": 1_700_000_000,
        ])
        let standing = ClusterObjects.standing(answer, of: claims, for: Self.audience, in: "prod")
        let word =
            switch standing {
            case .exists: "exists"
            case .gone: "gone"
            case .unknown: "unknown"
            }
        #expect(word == says, "\(name): \(standing)")
    }
}
