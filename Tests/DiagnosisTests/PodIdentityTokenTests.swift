import AWSVocabulary
import Ambient
import Diagnosis
import IAMPolicy
import JSONTree
import Testing

/// Tokens for EKS Pod Identity, judged without a server.
struct PodIdentityTokenTests {
    private static let trust = Sample.trust(
        #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}"#
    )

    private static func kubernetes(
        account: String = "payments",
        pod: JSON? = ["name": "payments-7f9c", "uid": "0f9e"]
    ) -> JSONObject {
        var claims: JSONObject = ["namespace": "prod", "serviceaccount": ["name": .string(account), "uid": "1"]]
        claims["pod"] = pod
        return ["kubernetes.io": .object(claims)]
    }

    private static func token(
        iss: String = "https://\(Sample.host)",
        exp: Int = 1_795_603_600,
        _ more: JSONObject = kubernetes()
    ) -> String {
        Sample.token(iss: iss, aud: ["pods.eks.amazonaws.com"], exp: exp, more: more)
    }

    private static func judge(
        _ token: String = token(),
        role: ARN? = nil,
        trust: String = trust,
        association: String? = Sample.association
    ) throws -> Diagnosis {
        PodIdentityTokenQuestion(
            token: token,
            roleARN: role,
            estate: try Sample.estate(trust: trust, association: association),
            now: Sample.now
        ).diagnosis
    }

    @Test func `audience says whether a token is meant for EKS Pod Identity`() {
        #expect(PodIdentityTokenQuestion.isMeant(by: Self.token()))
        #expect(!PodIdentityTokenQuestion.isMeant(by: Sample.token()))
        #expect(!PodIdentityTokenQuestion.isMeant(by: "no token"))
    }

    @Test(arguments: [nil, Sample.role])
    func `a pod's token gets its association's role, named or not`(_ role: ARN?) throws {
        let diagnosis = try Self.judge(role: role)
        #expect(diagnosis.decision == "Allow", "\(diagnosis.text)")
        #expect(
            diagnosis.steps.map(\.name) == [
                "token", "cluster", "audience", "signature", "times", "pod", "association", "trust", "session tags",
            ]
        )
        // Nobody gave the keys.
        #expect(!diagnosis.isCertain)
    }

    @Test(arguments: [
        (token(iss: "https://other.example"), "cluster", "InvalidTokenException"),
        (token(exp: 1_795_599_999), "times", "ExpiredTokenException"),
        (token(kubernetes(pod: nil)), "pod", "InvalidTokenException"),
        (token(kubernetes(account: "other")), "pod", "InvalidTokenException"),
        (token(kubernetes(pod: ["name": "payments-7f9c", "uid": "other"])), "pod", "InvalidTokenException"),
        (token(kubernetes(pod: ["name": "gone", "uid": "0f9e"])), "pod", "InvalidTokenException"),
        ("nothing", "token", "InvalidTokenException"),
    ])
    func `each check that fails is named with the answer of EKS Auth`(
        _ token: String,
        _ step: String,
        _ code: String
    ) throws {
        let diagnosis = try Self.judge(token)
        #expect(diagnosis.firstFailure?.name == step, "\(diagnosis.text)")
        #expect(diagnosis.firstFailure?.answer?.code == code)
    }

    @Test func `a token without association is told the command that makes one`() throws {
        let diagnosis = try Self.judge(association: nil)
        #expect(diagnosis.firstFailure?.name == "association")
        #expect(diagnosis.firstFailure?.answer?.status == 404)
        #expect(diagnosis.text.contains("aws eks create-pod-identity-association --cluster-name main --namespace prod"))
    }

    @Test func `an association with another role than the expected one is told`() throws {
        let other = ARN(service: "iam", account: "111122223333", resource: "role/other")
        let diagnosis = try Self.judge(role: other)
        #expect(diagnosis.firstFailure?.finding.contains("not with \(other)") == true, "\(diagnosis.text)")
    }

    @Test(arguments: [
        (Sample.good, "trust", [Mistake.Kind.roleOfWebIdentity]),
        (
            Sample.trust(
                #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:AssumeRole"}"#
            ), "session tags", [.tagSessionMissing]
        ),
    ])
    func `a role that does not trust EKS is told with the usual mistake`(
        _ trust: String,
        _ step: String,
        _ mistakes: [Mistake.Kind]
    ) throws {
        let diagnosis = try Self.judge(trust: trust)
        #expect(diagnosis.firstFailure?.name == step, "\(diagnosis.text)")
        #expect(diagnosis.firstFailure?.answer?.code == "AccessDeniedException")
        #expect(diagnosis.firstFailure?.mistakes.map(\.kind) == mistakes)
    }

    @Test func `with nothing but the token the rest is said to be unchecked`() {
        let diagnosis = PodIdentityTokenQuestion(token: Self.token(), roleARN: nil, estate: Estate(), now: Sample.now)
            .diagnosis
        #expect(diagnosis.decision == "Allow")
        #expect(diagnosis.conclusion.contains("not checked: cluster, signature, pod, association"))
    }
}
