import IAMPolicy
import JSONTree
import Testing

@testable import Commands

/// The policies that a server's IAM tells of.
struct ServerPolicyTests {
    private static let arn = "arn:aws:iam::111122223333:"
    private static let encoded = "%7B%22Version%22%3A%222012-10-17%22%7D"

    @Test func `each trust policy, inline policy and version of a managed policy is checked as what it is`() {
        let page: JSON = [
            "UserDetailList": [
                ["Arn": "\(Self.arn)user/a", "UserPolicyList": [["PolicyName": "own", "PolicyDocument": "{}"]]]
            ],
            "GroupDetailList": [["Arn": "\(Self.arn)group/g", "GroupPolicyList": []]],
            "RoleDetailList": [
                [
                    "Arn": "\(Self.arn)role/r", "AssumeRolePolicyDocument": .string(Self.encoded),
                    "RolePolicyList": [["PolicyName": "own", "PolicyDocument": .string(Self.encoded)]],
                ]
            ],
            "Policies": [
                [
                    "Arn": "\(Self.arn)policy/p",
                    "PolicyVersionList": [
                        ["VersionId": "v2", "Document": "{}"], ["VersionId": "v1", "Document": "100%"],
                    ],
                ]
            ],
        ]
        let plain = #"{"Version":"2012-10-17"}"#
        #expect(
            ServerPolicies.documents(in: page) == [
                ServerPolicies.Document(name: "\(Self.arn)user/a own", kind: .identity, text: "{}"),
                ServerPolicies.Document(name: "\(Self.arn)role/r trust", kind: .trust, text: plain),
                ServerPolicies.Document(name: "\(Self.arn)role/r own", kind: .identity, text: plain),
                ServerPolicies.Document(name: "\(Self.arn)policy/p v2", kind: .identity, text: "{}"),
                ServerPolicies.Document(name: "\(Self.arn)policy/p v1", kind: .identity, text: "100%"),
            ]
        )
    }

    @Test(arguments: ["{}", "[]", #"{"RoleDetailList": "", "Policies": [{}]}"#])
    func `a page without policies has none`(_ page: String) throws {
        #expect(ServerPolicies.documents(in: try JSON(parsing: Array(page.utf8))) == [])
    }
}
