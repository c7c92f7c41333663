import AWSProtocols
import IAMService
import Testing

struct ParameterTests {
    @Test func `says everything that is wrong at once`() async throws {
        let bed = try await TestBed()
        #expect(
            try await bed.refusal("CreateRole", ["RoleName": "a b", "MaxSessionDuration": "60", "Path": "x"])
                == "400 ValidationError: 4 validation errors detected: "
                + #"Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression "#
                + #"pattern: [\w+=,.@-]+; "#
                + #"Value 'x' at 'path' failed to satisfy constraint: Member must satisfy regular expression pattern: "#
                + #"(\u002F)|(\u002F[\u0021-\u007E]+\u002F); "#
                + "Value null at 'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null; "
                + "Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater "
                + "than or equal to 3600"
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let operation: String
        let parameters: [String: String]
        let place: String
        var testDescription: String { "\(operation) \(place)" }

        init(_ operation: String, _ parameters: [String: String], _ place: String) {
            self.operation = operation
            self.parameters = parameters
            self.place = place
        }
    }

    @Test(arguments: [
        Case("GetRole", [:], "roleName"),
        Case("GetRole", ["RoleName": String(repeating: "a", count: 65)], "roleName"),
        Case("ListRoles", ["MaxItems": "0"], "maxItems"),
        Case("ListRoles", ["MaxItems": "1001"], "maxItems"),
        Case("ListPolicies", ["Scope": "Mine"], "scope"),
        Case("GetAccountAuthorizationDetails", ["Filter.member.1": "Robot"], "filter.1.member"),
        Case("GetPolicy", ["PolicyArn": "short"], "policyArn"),
        Case("GetPolicyVersion", ["PolicyArn": AttachmentTests.readOnly, "VersionId": "3"], "versionId"),
        Case("TagRole", ["RoleName": "a"], "tags"),
        Case("TagRole", ["RoleName": "a", "Tags.member.1.Key": "k"], "tags.1.member.value"),
        Case("UpdateAccessKey", ["AccessKeyId": "AKIAAAAAAAAAAAAAAAAA", "Status": "Off"], "status"),
        Case(
            "CreateOpenIDConnectProvider",
            ["Url": "https://a.example", "ThumbprintList.member.1": "abc"],
            "thumbprintList.1.member"
        ),
    ])
    func `refuses`(_ given: Case) async throws {
        let bed = try await TestBed()
        let refusal = try await bed.refusal(given.operation, given.parameters)
        #expect(refusal.hasPrefix("400 ValidationError: 1 validation error detected: Value "))
        #expect(refusal.contains("at '\(given.place)' failed"))
    }

    @Test func `a marker that we never gave is refused`() async throws {
        let bed = try await TestBed()
        #expect(try await bed.refusal("ListRoles", ["Marker": "xyz"]) == "400 ValidationError: Invalid Marker.")
    }

    @Test func `lists go on where they stopped, whatever was deleted since`() async throws {
        let bed = try await TestBed()
        for name in ["a", "b", "c"] { try await bed.createRole(name) }
        let first = try await bed.ok("ListRoles", ["MaxItems": "2"])
        #expect(first.structures("Roles")?.map { $0.string("RoleName") } == ["a", "b"])
        let marker = try #require(first.string("Marker"))
        try await bed.ok("DeleteRole", ["RoleName": "b"])
        let rest = try await bed.ok("ListRoles", ["Marker": marker])
        #expect(rest.structures("Roles")?.map { $0.string("RoleName") } == ["c"])
        #expect(rest.boolean("IsTruncated") == false)
    }
}
