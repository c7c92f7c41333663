import AWSVocabulary
import Diagnosis
import IAMPolicy
import JSONTree
import Testing

/// Users as `aws iam get-account-authorization-details` prints them, and what they may do.
struct UserTests {
    private static let ana = ARN(service: "iam", account: "111122223333", resource: "user/team/ana")

    private static func allow(_ action: String, _ condition: String = "{}") -> String {
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "\(action)", "Resource": "*",
        "Condition": \(condition)}}
        """
    }

    private static let export = """
        {"UserDetailList": [{"UserName": "ana", "UserId": "AIDAEXAMPLE", "Arn": "\(ana)", "GroupList": ["ops", "gone"],
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": \(allow("s3:GetObject"))},
        {"PolicyName": "tagged", "PolicyDocument": \(allow("s3:PutObject", #"{"StringEquals": {"aws:PrincipalTag/team": "a", "aws:username": "ana"}}"#))}],
        "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::111122223333:policy/limit"}],
        "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/limit"},
        "Tags": [{"Key": "team", "Value": "a"}]}],
        "GroupDetailList": [{"GroupName": "ops", "Arn": "arn:aws:iam::111122223333:group/ops",
        "GroupPolicyList": [{"PolicyName": "g", "PolicyDocument": \(allow("s3:ListBucket"))}], "AttachedManagedPolicies": []}],
        "RoleDetailList": [], "Policies": [{"Arn": "arn:aws:iam::111122223333:policy/limit", "PolicyVersionList": [
        {"IsDefaultVersion": true, "Document": \(allow("s3:*"))}]}]}
        """

    private static func estate(_ text: String = export) throws -> Estate {
        var estate = Estate()
        _ = try estate.read(try LocatedJSON(parsing: Array(text.utf8)), file: "account.json")
        return estate
    }

    @Test(arguments: [
        ("s3:GetObject", "Allow"), ("s3:PutObject", "Allow"), ("s3:ListBucket", "Allow"), ("s3:DeleteObject", "Allow"),
        // The boundary is the same for what a group that is not known may allow.
        ("iam:ListUsers", "Undecided"),
    ])
    func `a user's own policies, those of its groups, and its boundary`(_ action: String, _ decision: String) throws {
        let diagnosis = Sample.simulate(try Self.estate(), action, subject: .user(Self.ana))
        #expect(diagnosis.decision == decision, "\(diagnosis.text)")
    }

    @Test func `a denial is in AWS's words for a user`() throws {
        let known = Self.export.replacing(#", "gone""#, with: "")
        let diagnosis = Sample.simulate(try Self.estate(known), "iam:ListUsers", subject: .user(Self.ana))
        #expect(diagnosis.decision == "Deny")
        #expect(diagnosis.firstFailure?.answer?.message.hasPrefix("User: \(Self.ana) is not authorized") == true)
    }

    @Test func `a user that is not there is told with the nearest one`() throws {
        let other = ARN(service: "iam", account: "111122223333", resource: "user/team/anna")
        let diagnosis = Sample.simulate(try Self.estate(), "s3:GetObject", subject: .user(other))
        #expect(diagnosis.firstFailure?.finding.contains("user/team/ana is near") == true, "\(diagnosis.text)")
    }

    @Test(arguments: [
        ("111122223333", "user/ana", "its path differs, it is \(ana)"),
        ("999988887777", "user/team/ana", "its account differs, it is \(ana)"),
        ("111122223333", "user/zoe", "others there are"),
    ])
    func `a user of the same name elsewhere is told`(_ account: String, _ resource: String, _ says: String) throws {
        let other = ARN(service: "iam", account: account, resource: resource)
        let diagnosis = Sample.simulate(try Self.estate(), "s3:GetObject", subject: .user(other))
        #expect(diagnosis.firstFailure?.finding.contains(says) == true, "\(diagnosis.text)")
    }

    @Test func `a group's denial is told with what of the user it is about`() throws {
        let deny =
            #"{"Version": "2012-10-17", "Statement": {"Sid": "No", "Effect": "Deny", "Action": "s3:ListBucket", "Resource": "*", "Condition": {"StringLike": {"aws:PrincipalTag/team": "a*"}}}}"#
        let export = Self.export.replacing(#", "gone""#, with: "").replacing(
            Self.allow("s3:ListBucket"),
            with: deny
        )
        let diagnosis = Sample.simulate(try Self.estate(export), "s3:ListBucket", subject: .user(Self.ana))
        #expect(diagnosis.decision == "Deny")
        #expect(diagnosis.text.contains("since aws:PrincipalTag/team is `a`, which StringLike `a*` matches"))
        #expect(diagnosis.text.contains("s3:ListBucket is denied by an identity-based policy"))
    }

    @Test func `a user without an ARN is refused with its place`() {
        #expect { try Self.estate(#"{"UserDetailList": [{}]}"#) } throws: {
            ($0 as? EstateError)?.detail == "a user without an Arn"
        }
    }

    @Test func `what get-user prints says nothing of policies`() throws {
        let estate = try Self.estate(#"{"User": {"UserName": "ana", "Arn": "\#(Self.ana)"}}"#)
        #expect(estate.users.first?.attached == nil)
        #expect(Sample.simulate(estate, "s3:GetObject", subject: .user(Self.ana)).decision == "Undecided")
    }
}
