import AWSVocabulary
import Ambient
import Foundation
import Store
import StoreConformance
import Testing

/// What tells records apart, how they are written, and what older ones lack.
struct RecordTests {
    private static let time = Timestamp(seconds: 1)

    @Test func `every aggregate has a table of its own`() {
        let tables = Aggregate.allCases.map(\.rawValue)
        #expect(Set(tables).count == tables.count)
        // Names go into SQL as they are.
        #expect(tables.allSatisfy { $0.allSatisfy { $0 == "_" || ("a"..."z").contains($0) } })
    }

    @Test(arguments: [
        ("111122223333", "Reader", "111122223333/reader"), ("111122223333", "reader", "111122223333/reader"),
        ("444455556666", "reader", "444455556666/reader"),
    ])
    func `names of roles and users are the same whatever their case, within an account`(
        _ account: String,
        _ name: String,
        _ key: String
    ) {
        let role = RoleRecord(account: account, name: name, id: "AROA", createdAt: Self.time, trustPolicy: "{}")
        let user = UserRecord(account: account, name: name, id: "AIDA", createdAt: Self.time)
        #expect(role.key == key)
        #expect(user.key == key)
    }

    @Test func `keys and ARNs are what others refer to a record by`() {
        let found = SampleRecords.all.map(\.key)
        #expect(
            found == [
                "instance", "111122223333/reader", "111122223333/reader", "AKIAEXAMPLE000000001",
                "arn:aws:iam::111122223333:policy/team/reading",
                "arn:aws:iam::111122223333:oidc-provider/issuer.example:8443/id/1", "111122223333/nodes",
                "111122223333/us-west-2/Reader", "kid", "ring", "bucket", "111122223333/us-west-2/Reader/default/app",
                "111122223333/us-west-2/Reader/coredns",
            ]
        )
        #expect(SampleRecords.role.arn.description == "arn:aws:iam::111122223333:role/team/Reader")
        #expect(SampleRecords.user.arn.description == "arn:aws:iam::111122223333:user/team/Reader")
    }

    @Test func `cluster names are case-sensitive, unlike those of roles`() {
        let key = { ClusterRecord.key(name: $0, region: "us-west-2", account: "111122223333") }
        #expect(key("a") != key("A"))
    }

    @Test(arguments: [
        ("roleARN", nil), ("arn:aws:iam::444455556666:role/t", "us-west-2/111122223333/myeks/default/app"),
    ])
    func `an association has an external id if it has a target role`(_ target: String, _ id: String?) {
        let association = PodIdentityAssociationRecord(
            account: "111122223333",
            region: "us-west-2",
            clusterName: "myeks",
            namespace: "default",
            serviceAccount: "app",
            id: "a-1",
            roleARN: "arn:aws:iam::111122223333:role/r",
            targetRoleARN: target == "roleARN" ? nil : target,
            disablesSessionTags: false,
            createdAt: Self.time,
            modifiedAt: Self.time
        )
        #expect(association.externalID == id)
    }

    @Test func `every record is read back as it was written`() throws {
        func roundTrip<Record: StateRecord>(_ record: Record) throws -> Bool {
            try JSONDecoder().decode(Record.self, from: JSONEncoder().encode(record)) == record
        }
        for record in SampleRecords.all { #expect(try roundTrip(record), "\(record.key)") }
    }

    @Test(arguments: ["secret/+=", "a2V5cw==", "ZGVy"])
    func `secrets are written to disk and printed nowhere`(_ secret: String) throws {
        let written = try SampleRecords.all.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
            .joined().replacing("\\/", with: "/")
        #expect(written.contains(secret))
        for record in SampleRecords.all {
            var dumped = ""
            dump(record, to: &dumped)
            for text in ["\(record)", String(reflecting: record), dumped] { #expect(!text.contains("\"\(secret)\"")) }
        }
    }

    @Test func `what an older Lanyard wrote lacks what came later`() throws {
        let instance = try JSONDecoder().decode(
            InstanceRecord.self,
            from: Data(
                #"{"account":"111122223333","region":"us-west-2","createdAt":\#(try Self.written(Self.time)),"issuerPort":4581,"starts":0}"#
                    .utf8
            )
        )
        #expect((instance.ownCluster, instance.administratorID, instance.seed) == (nil, nil, nil))
    }

    private static func written(_ time: Timestamp) throws -> String {
        String(decoding: try JSONEncoder().encode(time), as: UTF8.self)
    }
}
