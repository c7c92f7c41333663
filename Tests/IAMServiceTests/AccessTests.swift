import AWSProtocols
import IAMService
import Testing

/// Which resource, and with which condition keys, an operation is decided on.
struct AccessTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let policy: String
        let operation: String
        let allowed: [String: String]
        let refused: [String: String]

        init(
            _ name: String,
            policy: String,
            _ operation: String,
            allowed: [String: String],
            refused: [String: String]
        ) {
            testDescription = name
            self.policy = policy
            self.operation = operation
            self.allowed = allowed
            self.refused = refused
        }
    }

    @Test(arguments: [
        Case(
            "the path of a new role",
            policy: Documents.allow("iam:CreateRole", on: "arn:aws:iam::111122223333:role/team/*"),
            "CreateRole",
            allowed: ["RoleName": "n", "Path": "/team/", "AssumeRolePolicyDocument": Documents.trust],
            refused: ["RoleName": "m", "AssumeRolePolicyDocument": Documents.trust]
        ),
        Case(
            "the path of an existing role",
            policy: Documents.allow("iam:GetRole", on: "arn:aws:iam::111122223333:role/team/*"),
            "GetRole",
            allowed: ["RoleName": "pathed"],
            refused: ["RoleName": "plain"]
        ),
        Case(
            "the policy that is attached",
            policy: Documents.allow(
                "iam:AttachRolePolicy",
                on: "*",
                condition: #"{"ArnEquals":{"iam:PolicyARN":"\#(AttachmentTests.readOnly)"}}"#
            ),
            "AttachRolePolicy",
            allowed: ["RoleName": "plain", "PolicyArn": AttachmentTests.readOnly],
            refused: ["RoleName": "plain", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"]
        ),
        Case(
            "the boundary of a new user",
            policy: Documents.allow(
                "iam:CreateUser",
                on: "*",
                condition: #"{"StringEquals":{"iam:PermissionsBoundary":"\#(AttachmentTests.readOnly)"}}"#
            ),
            "CreateUser",
            allowed: ["UserName": "bounded", "PermissionsBoundary": AttachmentTests.readOnly],
            refused: ["UserName": "free"]
        ),
        Case(
            "the tags a role has",
            policy: Documents.allow(
                "iam:UpdateRole",
                on: "*",
                condition: #"{"StringEquals":{"aws:ResourceTag/team":"blue","iam:ResourceTag/team":"blue"}}"#
            ),
            "UpdateRole",
            allowed: ["RoleName": "pathed", "Description": "x"],
            refused: ["RoleName": "plain", "Description": "x"]
        ),
        Case(
            "the tags a call brings",
            policy: Documents.allow(
                "iam:Tag*",
                on: "*",
                condition: #"{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]},"#
                    + #""StringEquals":{"aws:RequestTag/team":"blue"}}"#
            ),
            "TagRole",
            allowed: ["RoleName": "plain", "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue"],
            refused: ["RoleName": "plain", "Tags.member.1.Key": "team", "Tags.member.1.Value": "red"]
        ),
    ])
    func `is decided on`(_ given: Case) async throws {
        let bed = try await TestBed()
        try await bed.createRole("plain")
        try await bed.ok(
            "CreateRole",
            [
                "RoleName": "pathed", "Path": "/team/", "AssumeRolePolicyDocument": Documents.trust,
                "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue",
            ]
        )
        try await bed.add(user: "ann", id: "AIDAANN00000000000000", policy: given.policy)
        let ann = TestBed.user("ann", id: "AIDAANN00000000000000")
        try await bed.ok(given.operation, given.allowed, as: ann)
        let refusal = try await bed.refusal(given.operation, given.refused, as: ann)
        #expect(refusal.hasPrefix("403 AccessDenied: User: arn:aws:iam::111122223333:user/ann is not authorized"))
    }

    @Test func `creating with tags needs the permission to tag`() async throws {
        let bed = try await TestBed()
        try await bed.add(
            user: "ann",
            id: "AIDAANN00000000000000",
            policy: Documents.allow("iam:CreateRole", on: "*")
        )
        let ann = TestBed.user("ann", id: "AIDAANN00000000000000")
        let role = ["RoleName": "app", "AssumeRolePolicyDocument": Documents.trust]
        let tag = ["Tags.member.1.Key": "a", "Tags.member.1.Value": "b"]
        let refusal = try await bed.refusal("CreateRole", role.merging(tag) { $1 }, as: ann)
        #expect(refusal.contains("iam:TagRole on resource: arn:aws:iam::111122223333:role/app"))
        try await bed.ok("CreateRole", role, as: ann)
    }

    @Test func `a role goes into an instance profile only with the permission to pass it`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("node")
        try await bed.ok("CreateInstanceProfile", ["InstanceProfileName": "node"])
        try await bed.add(
            user: "ann",
            id: "AIDAANN00000000000000",
            policy: Documents.allow("iam:AddRoleToInstanceProfile", on: "*")
        )
        let refusal = try await bed.refusal(
            "AddRoleToInstanceProfile",
            ["InstanceProfileName": "node", "RoleName": "node"],
            as: TestBed.user("ann", id: "AIDAANN00000000000000")
        )
        #expect(refusal.contains("iam:PassRole on resource: arn:aws:iam::111122223333:role/node"))
    }

    @Test func `another account sees and touches nothing`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let created = try await bed.ok("CreateOpenIDConnectProvider", ["Url": "https://oidc.example.com"])
        let provider = try #require(created.string("OpenIDConnectProviderArn"))
        let other = "444455556666"
        try await bed.add(
            user: "eve",
            id: "AIDAEVE00000000000000",
            policy: Documents.everything,
            account: other
        )
        let eve = TestBed.user("eve", id: "AIDAEVE00000000000000", account: other)
        #expect(try await bed.ok("ListRoles", as: eve).structures("Roles")?.isEmpty == true)
        #expect(
            try await bed.refusal("GetRole", ["RoleName": "app"], as: eve)
                == "404 NoSuchEntity: The role with name app cannot be found."
        )
        let parameters = ["OpenIDConnectProviderArn": provider]
        let refusal = try await bed.refusal("GetOpenIDConnectProvider", parameters, as: eve)
        #expect(refusal.hasPrefix("403 ") || refusal.hasPrefix("404 "))
        _ = try? await bed.run("DeleteOpenIDConnectProvider", parameters, as: eve)
        try await bed.ok("GetOpenIDConnectProvider", parameters)
    }
}
