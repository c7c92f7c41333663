import AWSProtocols
import IAMService
import Testing

struct InlinePolicyTests {
    @Test func `a document comes back to the letter`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let document =
            "{ \"Version\": \"2012-10-17\",\n \"Statement\": { \"Effect\": \"Allow\", \"Action\": \"s3:*\", "
            + "\"Resource\": \"*\" } }"
        let parameters = ["RoleName": "app", "PolicyName": "p", "PolicyDocument": document]
        try await bed.ok("PutRolePolicy", parameters)
        let shown = try await bed.ok("GetRolePolicy", ["RoleName": "app", "PolicyName": "p"])
        let encoded = try #require(shown.string("PolicyDocument"))
        #expect(encoded.hasPrefix("%7B%20%22Version%22%3A%20%222012-10-17%22%2C%0A%20"))
        #expect(PercentEncoding.decode(encoded, plusIsSpace: false) == document)
        #expect(try await bed.ok("ListRolePolicies", ["RoleName": "app"]).strings("PolicyNames") == ["p"])
        try await bed.ok("DeleteRolePolicy", ["RoleName": "app", "PolicyName": "p"])
        #expect(
            try await bed.refusal("GetRolePolicy", ["RoleName": "app", "PolicyName": "p"])
                == "404 NoSuchEntity: The role policy with name p cannot be found."
        )
    }

    @Test func `10240 characters fit on a role, whitespace not counted, and one more does not`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let big = Documents.allow(ofSize: 5120)
        for name in ["a", "b"] {
            try await bed.ok(
                "PutRolePolicy",
                ["RoleName": "app", "PolicyName": name, "PolicyDocument": big + "   \n"]
            )
        }
        #expect(
            try await bed.refusal(
                "PutRolePolicy",
                ["RoleName": "app", "PolicyName": "b", "PolicyDocument": Documents.allow(ofSize: 5121)]
            ) == "409 LimitExceeded: Maximum policy size of 10240 bytes exceeded for role app"
        )
    }

    @Test func `a user's policies have their own words and quota`() async throws {
        let bed = try await TestBed()
        try await bed.ok("CreateUser", ["UserName": "ann"])
        try await bed.ok(
            "PutUserPolicy",
            ["UserName": "ann", "PolicyName": "a", "PolicyDocument": Documents.allow(ofSize: 2048)]
        )
        #expect(
            try await bed.refusal(
                "PutUserPolicy",
                ["UserName": "ann", "PolicyName": "a", "PolicyDocument": Documents.allow(ofSize: 2049)]
            ) == "409 LimitExceeded: Maximum policy size of 2048 bytes exceeded for user ann"
        )
        #expect(
            try await bed.refusal("DeleteUserPolicy", ["UserName": "ann", "PolicyName": "b"])
                == "404 NoSuchEntity: The user policy with name b cannot be found."
        )
    }

    @Test(arguments: [
        "{", #"{"Version":"2012-10-17","Statement":[]}"#,
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Principal":"*"}]}"#,
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"NoSuchOperator":{"aws:SourceIp":"1.2.3.4"}}}]}"#,
    ])
    func `refuses a malformed document`(_ document: String) async throws {
        let bed = try await TestBed()
        try await bed.createRole("app")
        let refusal = try await bed.refusal(
            "PutRolePolicy",
            ["RoleName": "app", "PolicyName": "p", "PolicyDocument": document]
        )
        #expect(refusal.hasPrefix("400 MalformedPolicyDocument: "))
    }
}
