import Testing

@testable import IAMPolicy

struct DenialSentenceTests {
    private static let caller = "arn:aws:iam::111122223333:user/alice"

    private static func sentence(
        _ policies: PolicySet,
        _ action: String = "s3:GetObject",
        on resource: String = "arn:aws:s3:::b/k"
    ) -> String {
        PolicyEvaluator.evaluate(Sample.request(action, on: resource), policies: policies).denialSentence(
            callerARN: caller
        )
    }

    @Test func `the caller reads AWS's sentence for each kind of policy`() throws {
        let all = try Sample.policy(EvaluationTests.everything)
        let none = try Sample.policy(EvaluationTests.nothing)
        let deny = try Sample.policy(EvaluationTests.noS3)
        let start = "User: \(Self.caller) is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k "
        #expect(Self.sentence(PolicySet()) == start + "because no identity-based policy allows the s3:GetObject action")
        #expect(
            Self.sentence(PolicySet(identity: [all, deny])) == start
                + "with an explicit deny in an identity-based policy"
        )
        #expect(
            Self.sentence(PolicySet(identity: [all], boundary: none))
                == start + "because no permissions boundary allows the s3:GetObject action"
        )
        #expect(
            Self.sentence(PolicySet(identity: [all], session: [none]))
                == start + "because no session policy allows the s3:GetObject action"
        )
        #expect(
            Self.sentence(
                PolicySet(identity: [all], resource: try EvaluationTests.bucketPolicy(#""*""#, effect: "Deny"))
            )
                == start + "with an explicit deny in a resource-based policy"
        )
    }

    @Test func `actions that know no resources leave the resource out`() {
        #expect(
            Self.sentence(PolicySet(), "ec2:DescribeVpcs", on: "*")
                == "User: \(Self.caller) is not authorized to perform: ec2:DescribeVpcs "
                + "because no identity-based policy allows the ec2:DescribeVpcs action"
        )
    }
}
