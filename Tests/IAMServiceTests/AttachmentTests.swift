import AWSProtocols
import IAMService
import Testing

struct AttachmentTests {
    static let readOnly = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"

    @Test func `attaching twice is once, and detaching twice is a mistake`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let parameters = ["RoleName": "app", "PolicyArn": Self.readOnly]
        try await bed.ok("AttachRolePolicy", parameters)
        try await bed.ok("AttachRolePolicy", parameters)
        let listed = try await bed.ok("ListAttachedRolePolicies", ["RoleName": "app"])
        #expect(listed.structures("AttachedPolicies")?.map { $0.string("PolicyName") } == ["AmazonS3ReadOnlyAccess"])
        let policy = try await bed.ok("GetPolicy", ["PolicyArn": Self.readOnly]).structure("Policy")
        #expect(policy?.integer("AttachmentCount") == 1)
        try await bed.ok("DetachRolePolicy", parameters)
        #expect(
            try await bed.refusal("DetachRolePolicy", parameters)
                == "404 NoSuchEntity: Policy \(Self.readOnly) was not found."
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let arn: String
        let words: String

        init(_ name: String, _ arn: String, _ words: String) {
            testDescription = name
            self.arn = arn
            self.words = words
        }
    }

    @Test(arguments: [
        Case(
            "a policy that is not there",
            "arn:aws:iam::111122223333:policy/none",
            "404 NoSuchEntity: Policy arn:aws:iam::111122223333:policy/none does not exist or is not attachable."
        ),
        Case(
            "a policy of a service-linked role",
            "arn:aws:iam::aws:policy/aws-service-role/AmazonEKSServiceRolePolicy",
            "400 PolicyNotAttachable: Cannot attach a Service Role Policy to a Customer Role."
        ),
        Case(
            "what is no ARN",
            "AmazonS3ReadOnlyAccess",
            "400 InvalidInput: ARN AmazonS3ReadOnlyAccess is not valid."
        ),
        Case(
            "another account's policy",
            "arn:aws:iam::444455556666:policy/other",
            "403 AccessDenied: Policy is outside your own account."
        ),
    ])
    func `does not attach`(_ given: Case) async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let words = try await bed.refusal("AttachRolePolicy", ["RoleName": "app", "PolicyArn": given.arn])
        #expect(words == given.words)
        let user = try await bed.refusal("AttachUserPolicy", ["UserName": "admin", "PolicyArn": given.arn])
        #expect(user == given.words)
    }

    @Test func `ten policies fit on a role and eleven do not`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        for number in 0...10 {
            try await bed.ok(
                "CreatePolicy",
                ["PolicyName": "p\(number)", "PolicyDocument": Documents.everything]
            )
        }
        for number in 0..<10 {
            try await bed.ok(
                "AttachRolePolicy",
                ["RoleName": "app", "PolicyArn": "arn:aws:iam::111122223333:policy/p\(number)"]
            )
        }
        #expect(
            try await bed.refusal(
                "AttachRolePolicy",
                ["RoleName": "app", "PolicyArn": "arn:aws:iam::111122223333:policy/p10"]
            ) == "409 LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10"
        )
    }

    @Test func `a boundary is put, shown and taken away`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        try await bed.ok(
            "PutRolePermissionsBoundary",
            ["RoleName": "app", "PermissionsBoundary": Self.readOnly]
        )
        let bounded = try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role")
        #expect(bounded?.structure("PermissionsBoundary")?.string("PermissionsBoundaryArn") == Self.readOnly)
        try await bed.ok("DeleteRolePermissionsBoundary", ["RoleName": "app"])
        #expect(try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role")?["PermissionsBoundary"] == nil)
        let none = "arn:aws:iam::111122223333:policy/none"
        #expect(
            try await bed.refusal("PutUserPermissionsBoundary", ["UserName": "admin", "PermissionsBoundary": none])
                == "404 NoSuchEntity: Scope ARN: \(none) does not exist or is not attachable."
        )
    }
}
