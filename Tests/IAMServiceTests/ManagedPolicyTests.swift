import AWSProtocols
import IAMService
import Testing

struct ManagedPolicyTests {
    private static let arn = "arn:aws:iam::111122223333:policy/p"

    private static func bed() async throws -> TestBed {
        let bed = try await TestBed()
        try await bed.ok("CreatePolicy", ["PolicyName": "p", "PolicyDocument": Documents.everything])
        return bed
    }

    @Test func `version numbers are never used again`() async throws {
        let bed = try await Self.bed()
        func create(_ isDefault: Bool) async throws -> String? {
            try await bed.ok(
                "CreatePolicyVersion",
                [
                    "PolicyArn": Self.arn, "PolicyDocument": Documents.everything,
                    "SetAsDefault": isDefault ? "true" : "false",
                ]
            ).structure("PolicyVersion")?.string("VersionId")
        }
        #expect(try await create(true) == "v2")
        try await bed.ok("DeletePolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v1"])
        #expect(try await create(false) == "v3")
        try await bed.ok("DeletePolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v3"])
        #expect(try await create(false) == "v4")
        let listed = try await bed.ok("ListPolicyVersions", ["PolicyArn": Self.arn])
        #expect(listed.structures("Versions")?.map { $0.string("VersionId") } == ["v4", "v2"])
        let policy = try await bed.ok("GetPolicy", ["PolicyArn": Self.arn]).structure("Policy")
        #expect(policy?.string("DefaultVersionId") == "v2")
    }

    @Test func `the default version stays, and five versions are all`() async throws {
        let bed = try await Self.bed()
        #expect(
            try await bed.refusal("DeletePolicyVersion", ["PolicyArn": Self.arn, "VersionId": "v1"])
                == "409 DeleteConflict: Cannot delete the default version of a policy."
        )
        let parameters = ["PolicyArn": Self.arn, "PolicyDocument": Documents.everything]
        for _ in 2...5 { try await bed.ok("CreatePolicyVersion", parameters) }
        #expect(
            try await bed.refusal("CreatePolicyVersion", parameters)
                == "409 LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, "
                + "you must delete an existing version."
        )
        #expect(
            try await bed.refusal("DeletePolicy", ["PolicyArn": Self.arn])
                == "409 DeleteConflict: This policy has more than one version. Before you delete a policy, you must "
                + "delete the policy's versions. The default version is deleted with the policy."
        )
    }

    @Test func `a policy in use is not deleted`() async throws {
        let bed = try await Self.bed()
        try await bed.createRole("app")
        try await bed.ok("AttachRolePolicy", ["RoleName": "app", "PolicyArn": Self.arn])
        let words = "409 DeleteConflict: Cannot delete a policy attached to entities."
        #expect(try await bed.refusal("DeletePolicy", ["PolicyArn": Self.arn]) == words)
        try await bed.ok("DetachRolePolicy", ["RoleName": "app", "PolicyArn": Self.arn])
        try await bed.ok("PutRolePermissionsBoundary", ["RoleName": "app", "PermissionsBoundary": Self.arn])
        #expect(try await bed.refusal("DeletePolicy", ["PolicyArn": Self.arn]) == words)
        let users = try await bed.ok("ListEntitiesForPolicy", ["PolicyArn": Self.arn])
        #expect(users.structures("PolicyRoles")?.map { $0.string("RoleName") } == ["app"])
        try await bed.ok("DeleteRolePermissionsBoundary", ["RoleName": "app"])
        try await bed.ok("DeletePolicy", ["PolicyArn": Self.arn])
        #expect(
            try await bed.refusal("GetPolicy", ["PolicyArn": Self.arn])
                == "404 NoSuchEntity: Policy \(Self.arn) was not found."
        )
    }

    @Test func `names are taken whatever their case and path`() async throws {
        let bed = try await Self.bed()
        #expect(
            try await bed.refusal(
                "CreatePolicy",
                ["PolicyName": "P", "Path": "/else/", "PolicyDocument": Documents.everything]
            ) == "409 EntityAlreadyExists: A policy called P already exists. Duplicate names are not allowed."
        )
    }

    @Test func `6144 characters fit and 6145 do not`() async throws {
        let bed = try await TestBed()
        try await bed.ok(
            "CreatePolicy",
            ["PolicyName": "full", "PolicyDocument": "\n " + Documents.allow(ofSize: 6144)]
        )
        #expect(
            try await bed.refusal(
                "CreatePolicy",
                ["PolicyName": "more", "PolicyDocument": Documents.allow(ofSize: 6145)]
            ) == "409 LimitExceeded: Cannot exceed quota for PolicySize: 6144"
        )
    }

    @Test func `AWS's policies are read and never written`() async throws {
        let bed = try await TestBed()
        let shown = try await bed.ok("GetPolicy", ["PolicyArn": AttachmentTests.readOnly]).structure("Policy")
        let version = try #require(shown?.string("DefaultVersionId"))
        let document = try await bed.ok(
            "GetPolicyVersion",
            ["PolicyArn": AttachmentTests.readOnly, "VersionId": version]
        ).structure("PolicyVersion")
        #expect(document?.string("Document")?.contains("s3%3AGet%2A") == true)
        #expect(
            try await bed.refusal(
                "CreatePolicyVersion",
                ["PolicyArn": AttachmentTests.readOnly, "PolicyDocument": Documents.everything]
            ) == "403 AccessDenied: Policy is outside your own account."
        )
    }

    @Test func `lists by scope, prefix and use`() async throws {
        let bed = try await Self.bed()
        let local = try await bed.ok("ListPolicies", ["Scope": "Local"])
        #expect(local.structures("Policies")?.map { $0.string("PolicyName") } == ["p"])
        #expect(local.boolean("IsTruncated") == false)
        let linked = try await bed.ok("ListPolicies", ["Scope": "AWS", "PathPrefix": "/aws-service-role/"])
        #expect(linked.structures("Policies")?.allSatisfy { $0.boolean("IsAttachable") == false } == true)
        let attached = try await bed.ok("ListPolicies", ["OnlyAttached": "true"])
        #expect(attached.structures("Policies")?.isEmpty == true)
    }

    @Test func `pages hold every policy once`() async throws {
        let bed = try await Self.bed()
        var names: [String] = []
        var marker: String?
        repeat {
            var parameters = ["MaxItems": "400"]
            parameters["Marker"] = marker
            let page = try await bed.ok("ListPolicies", parameters)
            names += page.structures("Policies")?.compactMap { $0.string("Arn") } ?? []
            marker = page.string("Marker")
            #expect(page.boolean("IsTruncated") == (marker != nil))
        } while marker != nil
        #expect(names.count > 1400)
        #expect(Set(names).count == names.count)
    }
}
