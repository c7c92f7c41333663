import AWSVocabulary
import Diagnosis
import IAMPolicy
import JSONTree
import Testing

/// Cases whose policies are an account's, but for those that they name.
struct CaseCompletionTests {
    private static let account = "arn:aws:iam::111122223333:"

    private static func allow(_ action: String) -> String {
        #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "\#(action)", "Resource": "*"}}"#
    }

    private static let trust = """
        %0A{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"},
        "Action": "sts:AssumeRole"}}
        """
        .replacing("\n", with: "").replacing("\"", with: "\\\"")

    private static let export = """
        {"UserDetailList": [{"UserName": "ana", "Arn": "\(account)user/team/ana", "GroupList": ["ops"],
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": \(allow("s3:GetObject"))}], "AttachedManagedPolicies": [],
        "PermissionsBoundary": {"PermissionsBoundaryArn": "\(account)policy/limit"}}],
        "GroupDetailList": [{"GroupName": "ops", "Arn": "\(account)group/ops", "AttachedManagedPolicies": [],
        "GroupPolicyList": [{"PolicyName": "group", "PolicyDocument": \(allow("iam:*"))}]}],
        "RoleDetailList": [{"RoleName": "app", "Arn": "\(account)role/team/app", "AssumeRolePolicyDocument": "\(trust)",
        "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": \(allow("s3:Put*"))}],
        "AttachedManagedPolicies": [{"PolicyArn": "\(account)policy/limit"}, {"PolicyArn": "\(account)policy/gone"}]}],
        "Policies": [{"Arn": "\(account)policy/limit", "PolicyVersionList": [
        {"IsDefaultVersion": true, "Document": \(allow("s3:*"))}]}]}
        """

    /// The answer to a case that the account completed, or why it could not.
    private static func answer(
        _ principal: String,
        _ action: String,
        _ resource: String = "*",
        more: String = ""
    ) throws -> (decision: String, reason: String, warnings: JSON?) {
        var estate = Estate()
        _ = try estate.read(try LocatedJSON(parsing: Array(export.utf8)), file: "account.json")
        let text =
            #"{"request": {"principal": "\#(principal)", "action": "\#(action)", "resource": "\#(resource)"}\#(more)}"#
        var one = try EvaluationCase(try LocatedJSON(parsing: Array(text.utf8)))
        do {
            try estate.complete(&one, place: "the server")
        } catch {
            return ("gap", error.description, nil)
        }
        let answer = one.answer
        return (answer["decision"]?.string ?? "", answer["reason"]?.string ?? "", answer["warnings"])
    }

    private static let session = "arn:aws:sts::111122223333:assumed-role/app/pod"

    @Test(arguments: [
        ("\(account)user/team/ana", "s3:GetObject", "Allow", "allowed by statement #1 of own"),
        // The group allows it, and the boundary does not.
        ("\(account)user/team/ana", "iam:ListUsers", "ImplicitDeny", "no permissions boundary allows it"),
        ("\(account)user/team/ana", "s3:PutObject", "ImplicitDeny", "no identity-based policy allows it"),
        (session, "s3:PutObject", "Allow", "allowed by statement #1 of inline"),
        (session, "s3:GetObject", "Allow", "allowed by statement #1 of limit"),
        (session, "iam:ListUsers", "ImplicitDeny", "no identity-based policy allows it"),
        ("\(account)role/team/app", "s3:PutObject", "Allow", "allowed by statement #1 of inline"),
        ("111122223333", "iam:ListUsers", "Allow", "root user"),
    ])
    func `the policies are those of the principal`(
        _ principal: String,
        _ action: String,
        _ decision: String,
        _ reason: String
    ) throws {
        let answer = try Self.answer(principal, action)
        #expect(answer.decision == decision)
        #expect(answer.reason.contains(reason), "\(answer.reason)")
    }

    @Test func `what a case names stays, and an empty list names none`() throws {
        let ana = "\(Self.account)user/team/ana"
        func decision(_ action: String, _ more: String) throws -> String {
            try Self.answer(ana, action, more: more).decision
        }
        #expect(try decision("iam:ListUsers", "") == "ImplicitDeny")
        #expect(try decision("iam:ListUsers", #", "permissionsBoundary": []"#) == "Allow")
        #expect(try decision("iam:ListUsers", #", "permissionsBoundary": null"#) == "ImplicitDeny")
        #expect(try decision("s3:GetObject", #", "identityPolicies": []"#) == "ImplicitDeny")
        #expect(try decision("s3:PutObject", #", "identityPolicies": [\#(Self.allow("*"))]"#) == "Allow")
        #expect(try decision("iam:ListUsers", #", "identityPolicies": [\#(Self.allow("*"))]"#) == "ImplicitDeny")
        // Nothing is left open: nobody has to be there.
        let gone = try Self.answer(
            "\(Self.account)user/gone",
            "s3:GetObject",
            more: #", "identityPolicies": [\#(Self.allow("*"))], "permissionsBoundary": []"#
        )
        #expect(gone.decision == "Allow")
    }

    @Test func `the trust policy is that of the role to be taken, and of no other call`() throws {
        let role = "\(Self.account)role/team/app"
        let taken = try Self.answer("pods.eks.amazonaws.com", "sts:AssumeRole", role)
        #expect(taken.decision == "Allow")
        #expect(taken.reason == "allowed by statement #1 of trust policy of app")
        #expect(try Self.answer("ec2.amazonaws.com", "sts:AssumeRole", role).decision == "ImplicitDeny")
        #expect(try Self.answer("pods.eks.amazonaws.com", "iam:GetRole", role).decision == "ImplicitDeny")
        let named = try Self.answer("pods.eks.amazonaws.com", "sts:AssumeRole", role, more: #", "trustPolicy": []"#)
        #expect(named.decision == "ImplicitDeny")
    }

    @Test(arguments: [
        (
            "arn:aws:sts::111122223333:assumed-role/ap/pod", "s3:GetObject", "*",
            "no role ap on the server; a case can name identityPolicies and permissionsBoundary itself, [] for none"
        ),
        (
            "\(account)role/app", "s3:GetObject", "*",
            "no role app on the server; there is \(account)role/team/app; a case can name identityPolicies and "
                + "permissionsBoundary itself, [] for none"
        ),
        (
            "\(account)user/team/anna", "s3:GetObject", "*",
            "no user anna on the server; there is \(account)user/team/ana; a case can name identityPolicies and "
                + "permissionsBoundary itself, [] for none"
        ),
        (
            "arn:aws:iam::999988887777:role/far", "s3:GetObject", "*",
            "no role far of account 999988887777 on the server; a case can name identityPolicies and "
                + "permissionsBoundary itself, [] for none"
        ),
        (
            "pods.eks.amazonaws.com", "sts:AssumeRole", "\(account)role/nothing-like-it",
            "no role nothing-like-it on the server; a case can name trustPolicy itself, [] for none"
        ),
        (
            "arn:aws:sts::111122223333:federated-user/bob", "s3:GetObject", "*",
            "the server does not know whose policies limit arn:aws:sts::111122223333:federated-user/bob; a case can name "
                + "identityPolicies and permissionsBoundary itself, [] for none"
        ),
    ])
    func `who is not there is said, and never taken for somebody without policies`(
        _ principal: String,
        _ action: String,
        _ resource: String,
        _ reason: String
    ) throws {
        let answer = try Self.answer(principal, action, resource)
        #expect(answer.decision == "gap")
        #expect(answer.reason == reason)
    }

    @Test func `a policy that nobody knows is a warning, and a session goes by its role's whole ARN`() throws {
        let answer = try Self.answer(Self.session, "s3:PutObject")
        #expect(answer.warnings == ["not known, and taken to allow nothing: \(Self.account)policy/gone"])
        let bucket = """
            , "resourcePolicy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*",
            "Principal": {"AWS": "\(Self.account)role/team/app"}, "Resource": "*"}}
            """
        #expect(try Self.answer(Self.session, "iam:ListUsers", more: bucket).decision == "Allow")
    }
}
