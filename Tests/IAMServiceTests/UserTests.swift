import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMService
import JSONTree
import ServiceModel
import SessionCredentials
import Store
import Testing

struct UserTests {
    @Test func `without a name GetUser shows the caller`() async throws {
        let bed = try await TestBed()
        let shown = try await bed.ok("GetUser").structure("User")
        #expect(shown?.string("Arn") == "arn:aws:iam::111122223333:user/admin")
    }

    @Test func `a role has no user to show`() async throws {
        let bed = try await TestBed()
        let claims = SessionClaims(
            accessKeyID: "ASIAAAAAAAAAAAAAAAAA",
            account: TestBed.account,
            principal: .role(id: "AROAAAAAAAAAAAAAAAAAA", name: "app", path: "/"),
            sessionName: "s",
            issuedAt: TestBed.now,
            expiresAt: TestBed.now.adding(seconds: 3600)
        )
        let session = Caller.session(OpenedSession(claims: claims, secret: Secret("secret")))
        #expect(
            try await bed.refusal("GetUser", as: session)
                == "400 ValidationError: Must specify userName when calling with non-User credentials"
        )
    }

    @Test func `a user has two keys, each secret told once`() async throws {
        let bed = try await TestBed()
        try await bed.ok("CreateUser", ["UserName": "ann"])
        let outcome = try await bed.run("CreateAccessKey", ["UserName": "ann"])
        guard case .output(let output?) = outcome.answer.content else { throw Unexpected() }
        let key = try #require(output.structure("AccessKey"))
        #expect(key.string("AccessKeyId")?.utf8.count == 20)
        let secret = try #require(key.string("SecretAccessKey"))
        #expect(secret.utf8.count == 40)
        #expect(outcome.answer.audit.responseElements?["accessKey"]?["secretAccessKey"]?.string == "***")

        try await bed.ok("CreateAccessKey", ["UserName": "ann"])
        #expect(
            try await bed.refusal("CreateAccessKey", ["UserName": "ann"])
                == "409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2"
        )
        let listed = try await bed.ok("ListAccessKeys", ["UserName": "ann"])
        #expect(listed.structures("AccessKeyMetadata")?.count == 2)
        #expect(try await bed.wire("ListAccessKeys", ["UserName": "ann"]).contains(secret) == false)
    }

    @Test func `a key is switched off and deleted, by its own user's name only`() async throws {
        let bed = try await TestBed()
        try await bed.ok("CreateUser", ["UserName": "ann"])
        let created = try await bed.ok("CreateAccessKey", ["UserName": "ann"]).structure("AccessKey")
        let id = try #require(created?.string("AccessKeyId"))
        try await bed.ok("UpdateAccessKey", ["UserName": "ann", "AccessKeyId": id, "Status": "Inactive"])
        #expect(bed.directory.snapshot.accessKey(id)?.isActive == false)
        #expect(
            try await bed.refusal("DeleteAccessKey", ["UserName": "admin", "AccessKeyId": id])
                == "404 NoSuchEntity: The Access Key with id \(id) cannot be found."
        )
        #expect(
            try await bed.refusal("DeleteUser", ["UserName": "ann"])
                == "409 DeleteConflict: Cannot delete entity, must delete access keys first."
        )
        try await bed.ok("DeleteAccessKey", ["UserName": "ann", "AccessKeyId": id])
        try await bed.ok("DeleteUser", ["UserName": "ann"])
        #expect(
            try await bed.refusal("GetUser", ["UserName": "ann"])
                == "404 NoSuchEntity: The user with name ann cannot be found."
        )
    }

    @Test func `a renamed user keeps keys and trust`() async throws {
        let bed = try await TestBed()
        try await bed.ok("CreateUser", ["UserName": "ann"])
        let created = try await bed.ok("CreateAccessKey", ["UserName": "ann"]).structure("AccessKey")
        let id = try #require(created?.string("AccessKeyId"))
        try await bed.createRole("app", trust: Documents.trust(#""AWS":"arn:aws:iam::111122223333:user/ann""#))
        #expect(
            try await bed.refusal("UpdateUser", ["UserName": "ann", "NewUserName": "admin"])
                == "409 EntityAlreadyExists: User with name admin already exists."
        )
        try await bed.ok("UpdateUser", ["UserName": "ann", "NewUserName": "anna", "NewPath": "/team/"])
        #expect(bed.directory.snapshot.accessKey(id)?.userName == "anna")
        let role = try await bed.ok("GetRole", ["RoleName": "app"]).structure("Role")
        let trust = Documents.trust(#""AWS":"arn:aws:iam::111122223333:user/team/anna""#)
        #expect(role?.string("AssumeRolePolicyDocument") == PercentEncoding.encode(trust))
    }

    private struct Unexpected: Error {}
}
