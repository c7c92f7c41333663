import AWSProtocols
import IAMService
import Testing

struct TagTests {
    private func keys(_ bed: TestBed, _ operation: String, _ parameters: [String: String]) async throws -> [String] {
        try await bed.ok(operation, parameters).structures("Tags")?.compactMap { $0.string("Key") } ?? []
    }

    @Test func `a role's tag keys are one whatever their case`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        for key in ["Team", "team"] {
            try await bed.ok("TagRole", ["RoleName": "app", "Tags.member.1.Key": key, "Tags.member.1.Value": key])
        }
        #expect(try await keys(bed, "ListRoleTags", ["RoleName": "app"]) == ["team"])
        try await bed.ok("UntagRole", ["RoleName": "app", "TagKeys.member.1": "TEAM"])
        #expect(try await keys(bed, "ListRoleTags", ["RoleName": "app"]) == [])
    }

    @Test func `an instance profile's tag keys differ by case`() async throws {
        let bed = try await TestBed()
        let profile = ["InstanceProfileName": "node"]
        try await bed.ok("CreateInstanceProfile", profile)
        for key in ["Team", "team"] {
            let tag = ["Tags.member.1.Key": key, "Tags.member.1.Value": ""]
            try await bed.ok("TagInstanceProfile", profile.merging(tag) { $1 })
        }
        #expect(try await keys(bed, "ListInstanceProfileTags", profile) == ["Team", "team"])
    }

    @Test func `fifty tags fit and one more does not`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        var parameters = ["RoleName": "app"]
        for number in 1...50 {
            parameters["Tags.member.\(number).Key"] = "k\(number)"
            parameters["Tags.member.\(number).Value"] = "v"
        }
        try await bed.ok("TagRole", parameters)
        #expect(
            try await bed.refusal(
                "TagRole",
                ["RoleName": "app", "Tags.member.1.Key": "k51", "Tags.member.1.Value": "v"]
            ) == "409 LimitExceeded: The number of tags has reached the maximum limit."
        )
        let first = try await bed.ok("ListRoleTags", ["RoleName": "app", "MaxItems": "30"])
        #expect(first.boolean("IsTruncated") == true)
        let marker = try #require(first.string("Marker"))
        let rest = try await bed.ok("ListRoleTags", ["RoleName": "app", "Marker": marker])
        #expect(rest.structures("Tags")?.count == 20)
        #expect(rest.boolean("IsTruncated") == false)
    }

    @Test func `refuses duplicate and reserved keys`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        #expect(
            try await bed.refusal(
                "TagRole",
                [
                    "RoleName": "app", "Tags.member.1.Key": "a", "Tags.member.1.Value": "",
                    "Tags.member.2.Key": "A", "Tags.member.2.Value": "",
                ]
            ) == "400 InvalidInput: Duplicate tag keys found. Please note that Tag keys are case insensitive."
        )
        let reserved = try await bed.refusal(
            "TagRole",
            ["RoleName": "app", "Tags.member.1.Key": "aws:x", "Tags.member.1.Value": ""]
        )
        #expect(reserved.hasPrefix("400 InvalidInput: "))
    }
}
