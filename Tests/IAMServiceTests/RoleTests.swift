import AWSProtocols
import AWSVocabulary
import IAMService
import Testing

struct RoleTests {
    @Test func `a role is created, shown, changed, listed and deleted`() async throws {
        let bed = try await TestBed()
        let created = try await bed.ok(
            "CreateRole",
            [
                "RoleName": "app", "Path": "/team/", "AssumeRolePolicyDocument": Documents.trust,
                "Description": "for the app", "MaxSessionDuration": "7200",
                "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue",
            ]
        )
        let role = try #require(created.structure("Role"))
        #expect(role.string("Arn") == "arn:aws:iam::111122223333:role/team/app")
        #expect(role.string("RoleId")?.hasPrefix("AROA") == true)
        #expect(role.string("AssumeRolePolicyDocument") == PercentEncoding.encode(Documents.trust))
        #expect(role.structures("Tags")?.first?.string("Value") == "blue")

        try await bed.ok("UpdateRole", ["RoleName": "APP", "MaxSessionDuration": "3600"])
        let described = try await bed.ok("UpdateRoleDescription", ["RoleName": "app", "Description": "else"])
        #expect(described.structure("Role")?.string("Description") == "else")
        let shown = try #require(try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role"))
        #expect(shown.integer("MaxSessionDuration") == 3600)
        #expect(shown.string("Description") == "else")

        let listed = try await bed.ok("ListRoles", ["PathPrefix": "/team/"])
        #expect(listed.structures("Roles")?.count == 1)
        #expect(listed.structures("Roles")?.first?["Tags"] == nil)
        #expect(try await bed.ok("ListRoles", ["PathPrefix": "/else/"]).structures("Roles")?.isEmpty == true)

        try await bed.ok("DeleteRole", ["RoleName": "app"])
        #expect(
            try await bed.refusal("GetRole", ["RoleName": "app"])
                == "404 NoSuchEntity: The role with name app cannot be found."
        )
    }

    @Test func `names are taken whatever their case`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("App")
        #expect(
            try await bed.refusal("CreateRole", ["RoleName": "aPP", "AssumeRolePolicyDocument": Documents.trust])
                == "409 EntityAlreadyExists: Role with name aPP already exists."
        )
    }

    @Test func `of many creations of one name exactly one wins`() async throws {
        let bed = try await TestBed()
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask { (try? await bed.createRole("contested")) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wins == 1)
    }

    @Test func `no more roles than the account's quota`() async throws {
        var limits = Limits.standard
        limits.roles = 2
        let bed = try await TestBed(limits: limits)
        try await bed.createRole("a")
        try await bed.createRole("b")
        #expect(
            try await bed.refusal("CreateRole", ["RoleName": "c", "AssumeRolePolicyDocument": Documents.trust])
                == "409 LimitExceeded: Cannot exceed quota for RolesPerAccount: 2"
        )
    }

    @Test func `a role is not deleted while anything hangs on it`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        try await bed.ok(
            "PutRolePolicy",
            ["RoleName": "app", "PolicyName": "inline", "PolicyDocument": Documents.everything]
        )
        #expect(
            try await bed.refusal("DeleteRole", ["RoleName": "app"])
                == "409 DeleteConflict: Cannot delete entity, must delete policies first."
        )
        try await bed.ok("AttachRolePolicy", ["RoleName": "app", "PolicyArn": AttachmentTests.readOnly])
        #expect(
            try await bed.refusal("DeleteRole", ["RoleName": "app"])
                == "409 DeleteConflict: Cannot delete entity, must detach all policies first."
        )
        try await bed.ok("CreateInstanceProfile", ["InstanceProfileName": "node"])
        try await bed.ok("AddRoleToInstanceProfile", ["InstanceProfileName": "node", "RoleName": "app"])
        #expect(
            try await bed.refusal("DeleteRole", ["RoleName": "app"])
                == "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first."
        )
        try await bed.ok("RemoveRoleFromInstanceProfile", ["InstanceProfileName": "node", "RoleName": "app"])
        try await bed.ok("DetachRolePolicy", ["RoleName": "app", "PolicyArn": AttachmentTests.readOnly])
        try await bed.ok("DeleteRolePolicy", ["RoleName": "app", "PolicyName": "inline"])
        try await bed.ok("DeleteRole", ["RoleName": "app"])
    }
}

extension TestBed {
    func createRole(_ name: String, trust: String = Documents.trust) async throws {
        try await ok("CreateRole", ["RoleName": name, "AssumeRolePolicyDocument": trust])
    }
}
