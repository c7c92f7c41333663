import AWSProtocols
import Directory
import IAMService
import Store
import Testing

/// Whole answers as clients read them.
struct WireTests {
    private static let metadata =
        "<ResponseMetadata><RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata>"

    /// The answer between its root element's tags.
    private func inside(_ root: String, _ text: String) throws -> String {
        let start = try #require(text.firstRange(of: "<\(root) xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"))
        let end = try #require(text.firstRange(of: "</\(root)>"))
        return String(text[start.upperBound..<end.lowerBound])
    }

    @Test func `GetRolePolicy answers the document percent-encoded`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        try await bed.ok(
            "PutRolePolicy",
            ["RoleName": "app", "PolicyName": "p", "PolicyDocument": Documents.allow("s3:Get*", on: "*")]
        )
        let text = try await bed.wire("GetRolePolicy", ["RoleName": "app", "PolicyName": "p"])
        #expect(
            try inside("GetRolePolicyResponse", text)
                == "<GetRolePolicyResult><RoleName>app</RoleName><PolicyName>p</PolicyName><PolicyDocument>"
                + "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C"
                + "%22Action%22%3A%22s3%3AGet%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"
                + "</PolicyDocument></GetRolePolicyResult>" + Self.metadata
        )
    }

    @Test func `an empty list is an empty element, never a missing one`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let text = try await bed.wire("ListRolePolicies", ["RoleName": "app"])
        #expect(
            try inside("ListRolePoliciesResponse", text)
                == "<ListRolePoliciesResult><PolicyNames/><IsTruncated>false</IsTruncated></ListRolePoliciesResult>"
                + Self.metadata
        )
    }

    @Test func `an operation without output has no result element, and UpdateRole an empty one`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let updated = try await bed.wire("UpdateRole", ["RoleName": "app", "MaxSessionDuration": "7200"])
        #expect(try inside("UpdateRoleResponse", updated) == "<UpdateRoleResult/>" + Self.metadata)
        let deleted = try await bed.wire("DeleteRole", ["RoleName": "app"])
        #expect(try inside("DeleteRoleResponse", deleted) == Self.metadata)
    }

    @Test func `CreatePolicy answers the policy`() async throws {
        let bed = try await TestBed()
        let text = try await bed.wire(
            "CreatePolicy",
            ["PolicyName": "p", "Path": "/team/", "PolicyDocument": Documents.everything]
        )
        let id = try #require(
            bed.directory.snapshot.managedPolicy("arn:aws:iam::111122223333:policy/team/p")?.record?.id
        )
        #expect(
            try inside("CreatePolicyResponse", text)
                == "<CreatePolicyResult><Policy><PolicyName>p</PolicyName><PolicyId>\(id)</PolicyId>"
                + "<Arn>arn:aws:iam::111122223333:policy/team/p</Arn><Path>/team/</Path>"
                + "<DefaultVersionId>v1</DefaultVersionId><AttachmentCount>0</AttachmentCount>"
                + "<PermissionsBoundaryUsageCount>0</PermissionsBoundaryUsageCount>"
                + "<IsAttachable>true</IsAttachable><CreateDate>2026-11-24T00:00:00Z</CreateDate>"
                + "<UpdateDate>2026-11-24T00:00:00Z</UpdateDate></Policy></CreatePolicyResult>" + Self.metadata
        )
    }

    @Test func `a fault names its code and words`() async throws {
        let bed = try await TestBed()
        let text = try await bed.wire("GetRole", ["RoleName": "none"])
        #expect(
            try inside("ErrorResponse", text)
                == "<Error><Type>Sender</Type><Code>NoSuchEntity</Code>"
                + "<Message>The role with name none cannot be found.</Message></Error>"
                + "<RequestId>00000000-0000-4000-8000-000000000000</RequestId>"
        )
    }

    @Test func `the account's summary and details are what is there`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let summary = try await bed.wire("GetAccountSummary")
        #expect(summary.contains("<entry><key>Roles</key><value>1</value></entry>"))
        #expect(summary.contains("<entry><key>Users</key><value>1</value></entry>"))
        let details = try await bed.ok("GetAccountAuthorizationDetails")
        #expect(details.structures("RoleDetailList")?.map { $0.string("RoleName") } == ["app"])
        let user = details.structures("UserDetailList")?.first
        #expect(user?.structures("UserPolicyList")?.first?.string("PolicyName") == "own")
    }
}
