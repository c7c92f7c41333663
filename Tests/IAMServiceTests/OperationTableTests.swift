import Authorization
import IAMService
import ServiceModel
import Testing

struct OperationTableTests {
    @Test func `no two operations share a name, and each asks for its own action`() async throws {
        let bed = try await TestBed()
        let operations = bed.service.operations.map(\.operation)
        #expect(Set(operations.map(\.name)).count == operations.count)
        #expect(operations.allSatisfy { $0.action == "iam:\($0.name)" })
        #expect(operations.allSatisfy { $0.authentication == .signature })
    }

    @Test func `what only reads is called so`() async throws {
        let bed = try await TestBed()
        for operation in bed.service.operations.map(\.operation) {
            let reads = ["Get", "List", "Simulate"].contains { operation.name.hasPrefix($0) }
            #expect(operation.isReadOnly == reads, "\(operation.name)")
        }
    }

    @Test func `a caller without permissions is refused everything`() async throws {
        let bed = try await TestBed()
        try await bed.add(
            user: "ann",
            id: "AIDAANN00000000000000",
            policy: Documents.allow("s3:GetObject", on: "*")
        )
        let ann = TestBed.user("ann", id: "AIDAANN00000000000000")
        for operation in bed.service.operations.map(\.operation) {
            let refusal = try await bed.refusal(operation.name, Self.parameters, as: ann)
            #expect(refusal.hasPrefix("403 AccessDenied: User: "), "\(operation.name): \(refusal)")
        }
    }

    /// Good enough for every operation.
    private static let parameters = [
        "RoleName": "app", "UserName": "ann", "PolicyName": "p", "InstanceProfileName": "node",
        "PolicyArn": "arn:aws:iam::111122223333:policy/p", "PolicyDocument": Documents.everything,
        "AssumeRolePolicyDocument": Documents.trust, "Description": "d", "VersionId": "v1",
        "PermissionsBoundary": "arn:aws:iam::111122223333:policy/p", "Url": "https://oidc.example.com",
        "OpenIDConnectProviderArn": "arn:aws:iam::111122223333:oidc-provider/oidc.example.com",
        "ClientID": "c", "ThumbprintList.member.1": FixedThumbprint.value, "AccessKeyId": "AKIAAAAAAAAAAAAAAAAA",
        "PolicySourceArn": "arn:aws:iam::111122223333:user/ann", "PolicyInputList.member.1": Documents.everything,
        "ActionNames.member.1": "s3:GetObject", "Status": "Active", "Tags.member.1.Key": "k",
        "Tags.member.1.Value": "v", "TagKeys.member.1": "k",
    ]
}
