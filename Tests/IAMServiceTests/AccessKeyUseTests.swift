import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IAMService
import Store
import Testing

/// When access keys were used last.
struct AccessKeyUseTests {
    private static let used = "AKIAUSED000000000001"
    private static let unused = "AKIAUNUSED0000000001"
    private static let foreign = "AKIAFOREIGN000000001"

    private func bed() async throws -> TestBed {
        let use = AccessKeyUse(time: Timestamp(seconds: 1_795_478_399), service: "s3", region: "eu-west-1")
        let bed = try await TestBed(keyUses: FixedUses(uses: [Self.used: use, Self.foreign: use]))
        try await bed.add(user: "ann", id: "AIDAANN00000000000000", policy: Documents.everything)
        try await bed.directory.update { draft in
            for (id, account) in [
                (Self.used, TestBed.account), (Self.unused, TestBed.account), (Self.foreign, "444455556666"),
            ] {
                draft.put(
                    AccessKeyRecord(
                        id: id,
                        secret: Secret("secret"),
                        account: account,
                        userName: "ann",
                        createdAt: TestBed.now
                    )
                )
            }
        }
        return bed
    }

    @Test func `a key's last use has a time, a service and a region`() async throws {
        let output = try await bed().ok("GetAccessKeyLastUsed", ["AccessKeyId": Self.used])
        #expect(
            output == [
                "UserName": "ann",
                "AccessKeyLastUsed": .structure([
                    "LastUsedDate": .timestamp(Timestamp(seconds: 1_795_478_399)), "ServiceName": "s3",
                    "Region": "eu-west-1",
                ]),
            ]
        )
    }

    @Test func `one that was never used has no time, and nothing applies`() async throws {
        let wire = try await bed().wire("GetAccessKeyLastUsed", ["AccessKeyId": Self.unused])
        #expect(wire.contains("<ServiceName>N/A</ServiceName><Region>N/A</Region>"))
        #expect(!wire.contains("LastUsedDate"))
    }

    @Test(arguments: [foreign, "AKIANOBODY0000000001"])
    func `another account's key, and one that is not there, are not found`(_ id: String) async throws {
        let refusal = try await bed().refusal("GetAccessKeyLastUsed", ["AccessKeyId": id])
        #expect(refusal == "404 NoSuchEntity: The Access Key with id \(id) cannot be found.")
    }

    @Test(arguments: ["", "AKIA", "AKIA-0000000000000000"])
    func `an id has 16 to 128 letters and digits`(_ id: String) async throws {
        let refusal = try await bed().refusal("GetAccessKeyLastUsed", ["AccessKeyId": id])
        #expect(refusal.hasPrefix("400 ValidationError: "))
    }

    @Test func `who may ask for one user hears nothing of another's key`() async throws {
        let bed = try await bed()
        for (user, isAllowed) in [("ann", true), ("bob", false)] {
            let id = "AIDA" + String(repeating: "E", count: 17)
            try await bed.add(
                user: "eve",
                id: id,
                policy: Documents.allow(
                    "iam:GetAccessKeyLastUsed",
                    on: "arn:aws:iam::\(TestBed.account):user/\(user)"
                )
            )
            let eve = TestBed.user("eve", id: id)
            let told = try await bed.refusal("GetAccessKeyLastUsed", ["AccessKeyId": Self.used], as: eve)
            #expect(told.hasPrefix("403 AccessDenied") != isAllowed)
            let unknown = try await bed.refusal("GetAccessKeyLastUsed", ["AccessKeyId": Self.foreign], as: eve)
            #expect(unknown.hasPrefix("403 AccessDenied"))
        }
    }
}
