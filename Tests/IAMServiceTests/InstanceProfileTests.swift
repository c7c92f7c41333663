import AWSProtocols
import IAMService
import Testing

struct InstanceProfileTests {
    @Test func `carries one role and is not deleted with it`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("node")
        try await bed.createRole("other")
        let profile = ["InstanceProfileName": "node"]
        try await bed.ok("CreateInstanceProfile", profile)
        #expect(
            try await bed.refusal("CreateInstanceProfile", ["InstanceProfileName": "Node"])
                == "409 EntityAlreadyExists: Instance Profile Node already exists."
        )
        let empty = try await bed.ok("GetInstanceProfile", profile).structure("InstanceProfile")
        #expect(empty?.list("Roles") == [])
        try await bed.ok("AddRoleToInstanceProfile", profile.merging(["RoleName": "node"]) { $1 })
        #expect(
            try await bed.refusal("AddRoleToInstanceProfile", profile.merging(["RoleName": "other"]) { $1 })
                == "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
        )
        let full = try await bed.ok("GetInstanceProfile", profile).structure("InstanceProfile")
        #expect(full?.structures("Roles")?.map { $0.string("RoleName") } == ["node"])
        let held = try await bed.ok("ListInstanceProfilesForRole", ["RoleName": "node"])
        #expect(held.structures("InstanceProfiles")?.count == 1)
        #expect(
            try await bed.refusal("DeleteInstanceProfile", profile)
                == "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first."
        )
        #expect(
            try await bed.refusal("RemoveRoleFromInstanceProfile", profile.merging(["RoleName": "other"]) { $1 })
                == "404 NoSuchEntity: The role with name other cannot be found."
        )
        try await bed.ok("RemoveRoleFromInstanceProfile", profile.merging(["RoleName": "node"]) { $1 })
        try await bed.ok("DeleteInstanceProfile", profile)
        #expect(
            try await bed.refusal("GetInstanceProfile", profile)
                == "404 NoSuchEntity: Instance Profile node cannot be found."
        )
    }
}
