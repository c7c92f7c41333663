import AWSVocabulary
import Diagnosis
import Foundation
import IAMPolicy
import IdentityTokens
import JSONTree
import Testing

/// Explanations as they are printed, kept in `Explanations/` and compared byte for byte.
///
/// With `LANYARD_WRITE_EXPLANATIONS=1` in the environment they are written anew; read the difference before you commit it.
struct ExplanationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let mistakes: [Mistake.Kind]
        let diagnosis: @Sendable () throws -> Diagnosis
        var testDescription: String { name }

        init(_ name: String, _ mistakes: [Mistake.Kind], _ diagnosis: @escaping @Sendable () throws -> Diagnosis) {
            self.name = name
            self.mistakes = mistakes
            self.diagnosis = diagnosis
        }
    }

    private static let all =
        #"[{"PolicyName": "all", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}]"#

    private static func inline(_ statement: String) -> String {
        #"[{"PolicyName": "data", "PolicyDocument": {"Version": "2012-10-17", "Statement": [\#(statement)]}}]"#
    }

    private static let object = "arn:aws:s3:::reports/2026/11.csv"

    static let tokens: [Case] = [
        Case("01-namespace-and-account-swapped", [.swappedParts]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(
                    Sample.web(
                        Sample.equals(Sample.aud, ("\(Sample.host):sub", "system:serviceaccount:payments:prod"))
                    )
                )
            )
        },
        Case("02-subject-under-audience", [.subjectInAudience]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(Sample.web(Sample.equals(("\(Sample.host):aud", Sample.subject))))
            )
        },
        Case("03-key-written-as-arn", [.keyIsARN]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(Sample.web(Sample.equals(("\(Sample.provider):sub", Sample.subject), Sample.aud)))
            )
        },
        Case("04-wildcard-under-string-equals", [.literalWildcard]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(
                    Sample.web(Sample.equals(Sample.aud, ("\(Sample.host):sub", "system:serviceaccount:prod:*")))
                )
            )
        },
        Case("05-letter-case", [.letterCase]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(
                    Sample.web(Sample.equals(Sample.aud, ("\(Sample.host):sub", "system:serviceaccount:Prod:payments")))
                )
            )
        },
        Case("06-no-provider", [.missingProvider]) { try Sample.explain(providers: []) },
        Case("07-provider-with-a-slip", [.providerTypo]) {
            try Sample.explain(
                providers: [
                    IdentityProvider(
                        host: Sample.host.replacing("4E68", with: "4E86"),
                        account: "111122223333",
                        clientIDs: ["sts.amazonaws.com"]
                    )
                ]
            )
        },
        Case("08-audience-not-accepted", [.audienceNotAccepted]) {
            try Sample.explain(
                providers: [IdentityProvider(host: Sample.host, account: "111122223333", clientIDs: ["sigstore"])]
            )
        },
        Case("09-token-for-the-kubernetes-api", [.tokenForKubernetes]) {
            try Sample.explain(Sample.token(aud: ["https://kubernetes.default.svc"]))
        },
        Case("10-expired", [.expiredToken]) { try Sample.explain(Sample.token(exp: 1_795_590_000)) },
        Case("11-role-of-the-old-cluster", [.otherCluster]) {
            let old = "oidc.eks.eu-west-1.amazonaws.com/id/9A0B77E2D41C5F30"
            return try Sample.explain(Sample.token(), Sample.good.replacing(Sample.host, with: old))
        },
        Case("12-action-for-aws-callers", [.otherAction]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(Sample.web(Sample.equals(Sample.aud, Sample.sub), action: #""sts:AssumeRole""#))
            )
        },
        Case("13-role-of-pod-identity", [.roleOfPodIdentity]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(
                    #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:TagSession"]}"#
                )
            )
        },
        Case("14-provider-of-another-account", [.otherAccount]) {
            try Sample.explain(
                Sample.token(),
                Sample.good.replacing("111122223333", with: "999988887777"),
                providers: [Sample.ownProvider]
            )
        },
        Case("15-role-misspelt", [.roleTypo]) {
            let estate = try Sample.estate()
            let role = ARN(service: "iam", account: "111122223333", resource: "role/payment")
            return TokenQuestion(
                token: Sample.token(),
                roleARN: role,
                role: estate.answer(role),
                providers: estate.providers,
                keys: nil,
                now: Sample.now
            ).diagnosis
        },
        Case("16-token-of-a-secret", [.legacyToken]) {
            try Sample.explain(Sample.token(iss: "kubernetes/serviceaccount", aud: nil, exp: nil))
        },
        Case("17-key-rotated-away", [.otherCluster]) { try Sample.explain(keys: KeySet([])) },
        Case("18-subject-without-prefix", [.subjectWithoutPrefix]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(Sample.web(Sample.equals(Sample.aud, ("\(Sample.host):sub", "prod/payments"))))
            )
        },
        Case("19-denied-explicitly", []) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(
                    Sample.web(Sample.equals(Sample.aud, Sample.sub)),
                    #"{"Sid": "NotProd", "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {"StringLike": {"\#(Sample.host):sub": "system:serviceaccount:prod:*"}}}"#
                )
            )
        },
        Case("20-three-things-at-once", [.missingProvider]) {
            try Sample.explain(
                Sample.token(exp: 1_795_590_000),
                Sample.trust(
                    Sample.web(
                        Sample.equals(Sample.aud, ("\(Sample.host):sub", "system:serviceaccount:staging:payments"))
                    )
                ),
                providers: []
            )
        },
        Case("21-yes", []) { try Sample.explain() },
        Case("22-audience-of-the-statement", [.audienceNotAccepted]) {
            try Sample.explain(
                Sample.token(),
                Sample.trust(Sample.web(Sample.equals(("\(Sample.host):aud", "sts.amazon.com"), Sample.sub)))
            )
        },
    ]

    static let paths: [Case] = [
        Case("31-no-annotation", [.missingAnnotation]) {
            Sample.simulate(
                try Sample.estate(
                    kubernetes: Sample.serviceAccount(#"{"eks.amazonaws.com/role_arn": "\#(Sample.role)"}"#)
                ),
                "s3:GetObject",
                on: object
            )
        },
        Case("32-pod-identity-without-tag-session", [.tagSessionMissing]) {
            Sample.simulate(
                try Sample.estate(
                    trust: Sample.trust(
                        #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:AssumeRole"}"#
                    ),
                    inline: all,
                    association: Sample.association
                ),
                "s3:GetObject",
                on: object,
                subject: .pod(namespace: "prod", name: "payments-7f9c")
            )
        },
        Case("33-pod-identity-with-a-role-for-irsa", [.roleOfWebIdentity]) {
            Sample.simulate(
                try Sample.estate(
                    trust: Sample.trust(
                        Sample.web(
                            Sample.equals(Sample.aud, Sample.sub),
                            action: #"["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]"#
                        )
                    ),
                    association: Sample.association
                )
            )
        },
        Case("34-principal-tag-for-request-tag", [.tagOfCaller]) {
            Sample.simulate(
                try Sample.estate(
                    trust: Sample.trust(
                        #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"], "Condition": {"StringEquals": {"aws:PrincipalTag/kubernetes-namespace": "prod"}}}"#
                    ),
                    association: Sample.association
                )
            )
        },
        Case("35-bucket-without-its-objects", [.bucketWithoutObjects]) {
            Sample.simulate(
                try Sample.estate(
                    inline: inline(
                        #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports"}"#
                    )
                ),
                "s3:GetObject",
                on: object
            )
        },
        Case("36-boundary-in-the-way", []) {
            Sample.simulate(
                try Sample.estate(
                    inline: all,
                    boundary: "arn:aws:iam::111122223333:policy/limit",
                    policies:
                        #"[{"Arn": "arn:aws:iam::111122223333:policy/limit", "PolicyVersionList": [{"IsDefaultVersion": true, "Document": {"Version": "2012-10-17", "Statement": [{"Sid": "Data", "Effect": "Allow", "Action": ["dynamodb:*", "sqs:*"], "Resource": "*"}]}}]}]"#
                ),
                "s3:GetObject",
                on: object
            )
        },
        Case("37-service-control-policy", []) {
            let guardrail = try Sample.policy(
                #"{"Version": "2012-10-17", "Statement": [{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}, {"Sid": "NoReports", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}]}"#,
                .serviceControl,
                name: "guardrails.json"
            )
            return Sample.simulate(try Sample.estate(inline: all), "s3:GetObject", on: object) {
                $0.serviceControl = [[guardrail]]
            }
        },
        Case("38-depends-on-the-call", []) {
            Sample.simulate(
                try Sample.estate(
                    inline: inline(
                        #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}"#
                    )
                ),
                "s3:GetObject",
                on: object
            )
        },
        Case("39-yes-with-session-tags", []) {
            Sample.simulate(
                try Sample.estate(
                    trust: Sample.trust(
                        #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}"#
                    ),
                    inline: inline(
                        #"{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Condition": {"StringEquals": {"aws:PrincipalTag/kubernetes-namespace": "prod"}}}"#
                    ),
                    association: Sample.association
                ),
                "s3:GetObject",
                on: object,
                subject: .pod(namespace: "prod", name: "payments-7f9c")
            )
        },
        Case("40-denied-by-what-the-session-is", []) {
            let guardrail = try Sample.policy(
                #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Sid": "NotOurs", "Effect": "Deny", "NotAction": "sts:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalTag/kubernetes-namespace": ["staging", "dev"]}, "StringLike": {"aws:PrincipalTag/eks-cluster-name": ["ma*", "mi*"]}, "StringEqualsIfExists": {"aws:PrincipalTag/team": "ops"}}}]}"#,
                .serviceControl,
                name: "guardrails.json"
            )
            return Sample.simulate(
                try Sample.estate(
                    trust: Sample.trust(
                        #"{"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}"#
                    ),
                    inline: all,
                    association: Sample.association
                ),
                "s3:GetObject",
                on: object,
                subject: .pod(namespace: "prod", name: "payments-7f9c")
            ) {
                $0.serviceControl = [[guardrail]]
            }
        },
    ]

    @Test(arguments: tokens + paths) func `an explanation is what was agreed on`(_ test: Case) throws {
        let diagnosis = try test.diagnosis()
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Explanations/\(test.name).txt")
        let text = diagnosis.text + "\n"
        if ProcessInfo.processInfo.environment["LANYARD_WRITE_EXPLANATIONS"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == text)
        #expect((diagnosis.firstFailure?.mistakes ?? []).map(\.kind) == test.mistakes)
    }
}
