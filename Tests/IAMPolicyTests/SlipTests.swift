import JSONTree
import Testing

@testable import IAMPolicy

/// How one name was taken for another, and what only looks like a slip.
struct SlipTests {
    private static let issuer = "oidc.eks.eu-west-1.amazonaws.com/id/AB12"

    @Test(arguments: [
        (issuer.replacing("eu-west-1", with: "eu-west-2"), Mistake.Kind.otherRegion, "the region differs: eu-west-2"),
        (issuer.replacing("AB12", with: "AB13"), .providerTypo, "a slip in one character of the cluster's id"),
        (issuer.replacing("AB12", with: "9F0E77"), .otherCluster, "it is another cluster's: id 9F0E77"),
        (issuer.replacing("amazonaws", with: "amazonaw"), .providerTypo, "a slip in one character"),
        (issuer + "/", .slashAtEnd, "a slash at the end"), ("https://" + issuer, .schemeInProvider, "without https://"),
        (issuer.lowercased(), .letterCase, "only the case of letters differs"),
    ])
    func `an issuer's name is taken for another's`(_ wrote: String, _ kind: Mistake.Kind, _ says: String) throws {
        let slip = try #require(IssuerSlip(wrote: wrote, meant: Self.issuer))
        #expect(slip.kind == kind)
        #expect(slip.difference.contains(says))
    }

    @Test func `names that have nothing to do with each other are no slip`() {
        #expect(IssuerSlip(wrote: Self.issuer, meant: Self.issuer) == nil)
        #expect(IssuerSlip(wrote: "token.actions.githubusercontent.com", meant: Self.issuer) == nil)
    }

    @Test(arguments: [
        ("s3:GetObjcet", "s3:GetObject", 1), ("s3:ListBuckets", "s3:ListBucket", 1),
        ("dynamodb:GetItem", "dynamodb:PutItem", 0), ("sqs:SendMessage", "sqs:ReceiveMessage", 0),
    ])
    func `two actions that look alike are a slip only if they do the same`(
        _ written: String,
        _ called: String,
        _ mistakes: Int
    ) {
        let answer = EvaluationCase.answer(
            Array(
                #"{"request":{"principal":"arn:aws:iam::111122223333:user/a","action":"\#(called)"},"identityPolicies":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\#(written)","Resource":"*"}}}"#
                    .utf8
            )
        )
        #expect(answer["decision"] == "ImplicitDeny")
        let found = answer["explanation"]?["checks"]?.array?.first?["mistakes"]?.array ?? []
        #expect(found.count == mistakes)
    }

    @Test func `a resource's variables are shown with what they stand for`() {
        func reason(_ context: String) -> String {
            let line =
                #"{"request":{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{\#(context)}},"identityPolicies":{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}/*"}}}"#
            return EvaluationCase.answer(Array(line.utf8))["reason"]?.string ?? ""
        }
        #expect(reason(#""aws:username":"ana""#).contains("(here arn:aws:s3:::b/ana/*), not arn:aws:s3:::b/k"))
        #expect(reason("").contains("(the request has nothing for ${aws:username}), not arn:aws:s3:::b/k"))
    }
}
