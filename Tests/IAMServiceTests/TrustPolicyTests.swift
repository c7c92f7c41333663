import AWSProtocols
import IAMService
import Testing

struct TrustPolicyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let principal: String

        init(_ name: String, _ principal: String) {
            testDescription = name
            self.principal = principal
        }
    }

    @Test(arguments: [
        Case("an account", #""AWS":"111122223333""#),
        Case("an account's root", #""AWS":"arn:aws:iam::444455556666:root""#),
        Case("an existing role", #""AWS":"arn:aws:iam::111122223333:role/known""#),
        Case("an existing user", #""AWS":["arn:aws:iam::111122223333:user/admin"]"#),
        Case("everybody", #""AWS":"*""#),
        Case("a service", #""Service":"pods.eks.amazonaws.com""#),
    ])
    func `is accepted for`(_ given: Case) async throws {
        let bed = try await TestBed()
        try await bed.createRole("known")
        try await bed.createRole("app", trust: Documents.trust(given.principal))
    }

    @Test(arguments: [
        Case("a role that is not there", "arn:aws:iam::111122223333:role/unknown"),
        Case("a role on another path", "arn:aws:iam::111122223333:role/path/known"),
        Case("a user that is not there", "arn:aws:iam::111122223333:user/unknown"),
        Case("a role of another account", "arn:aws:iam::444455556666:role/known"),
    ])
    func `is refused for`(_ given: Case) async throws {
        let bed = try await TestBed()
        try await bed.createRole("known")
        let trust = Documents.trust(#""AWS":"\#(given.principal)""#)
        let words = #"400 MalformedPolicyDocument: Invalid principal in policy: "AWS":"\#(given.principal)""#
        #expect(
            try await bed.refusal("CreateRole", ["RoleName": "app", "AssumeRolePolicyDocument": trust]) == words
        )
        #expect(
            try await bed.refusal("UpdateAssumeRolePolicy", ["RoleName": "known", "PolicyDocument": trust]) == words
        )
    }

    @Test func `a federated provider need not exist`() async throws {
        let bed = try await TestBed()
        try await bed.createRole(
            "app",
            trust:
                #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/none.example"},"Action":"sts:AssumeRoleWithWebIdentity"}]}"#
        )
    }

    @Test func `2048 characters fit and 2049 do not`() async throws {
        let bed = try await TestBed()
        let padding = 2048 - Documents.trust.utf8.count
        let full = Documents.trust + String(repeating: " ", count: padding)
        try await bed.createRole("app", trust: full)
        let shown = try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role")
        #expect(shown?.string("AssumeRolePolicyDocument") == PercentEncoding.encode(full))
        #expect(
            try await bed.refusal("CreateRole", ["RoleName": "more", "AssumeRolePolicyDocument": full + " "])
                == "409 LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048"
        )
    }

    @Test func `trust in a deleted role does not pass to one made anew under its name`() async throws {
        let bed = try await TestBed()
        let arn = "arn:aws:iam::111122223333:role/trusted"
        let created = try await bed.ok(
            "CreateRole",
            ["RoleName": "trusted", "AssumeRolePolicyDocument": Documents.trust]
        )
        let id = try #require(created.structure("Role")?.string("RoleId"))
        try await bed.createRole("app", trust: Documents.trust(#""AWS":"\#(arn)""#))
        try await bed.ok("DeleteRole", ["RoleName": "trusted"])
        try await bed.createRole("trusted")
        let shown = try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role")
        #expect(
            shown?.string("AssumeRolePolicyDocument") == PercentEncoding.encode(Documents.trust(#""AWS":"\#(id)""#))
        )
    }

    @Test func `trust in a deleted role's session goes with the role`() async throws {
        let bed = try await TestBed()
        try await bed.createRole("trusted")
        let session = "arn:aws:sts::111122223333:assumed-role/trusted/s"
        try await bed.createRole("app", trust: Documents.trust(#""AWS":["\#(session)","111122223333"]"#))
        try await bed.ok("DeleteRole", ["RoleName": "trusted"])
        let role = try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role")
        let document = role?.string("AssumeRolePolicyDocument") ?? ""
        #expect(!document.contains("trusted"))
        #expect(document.contains("AROA"))
        #expect(document.contains("111122223333"))
    }
}
