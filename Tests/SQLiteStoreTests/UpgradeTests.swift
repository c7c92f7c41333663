import AWSVocabulary
import Ambient
import GRDB
import Store
import Testing

@testable import SQLiteStore

/// What an earlier version wrote opens in this one, whole.
struct UpgradeTests {
    private static let account = "111122223333"
    private static let time = Timestamp(milliseconds: 1_795_480_200_123)
    private static let cluster = "111122223333/us-west-2/myeks"
    private let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    private func database(_ old: (version: Int, sql: String)) throws -> String {
        let path = files.file("state.sqlite")
        try DatabaseQueue(path: path).writeWithoutTransaction { database in
            try database.execute(sql: old.sql)
            try database.execute(sql: "PRAGMA user_version = \(old.version)")
        }
        return path
    }

    @Test("an earlier version's state is kept", arguments: OldSchemas.all.map(\.version))
    func state(_ version: Int) async throws {
        let path = try database(try #require(OldSchemas.all.first { $0.version == version }))
        let records = try await SQLiteStateStore(path: path).load()
        let instance = InstanceRecord(
            account: Self.account,
            region: "us-west-2",
            createdAt: Self.time,
            issuerPort: 4581,
            seed: .max,
            starts: 3
        )
        #expect(records.instance == instance)
        #expect(
            records.roles == [
                RoleRecord(
                    account: Self.account,
                    name: "Reader",
                    path: "/team/",
                    id: "AROAEXAMPLE0000000001",
                    createdAt: Self.time,
                    description: "reads",
                    maxSessionDuration: 7200,
                    trustPolicy: "{\"Version\":\"2012-10-17\",\n\"Statement\":[]}",
                    inlinePolicies: ["one": "{}"],
                    attachedPolicies: ["arn:aws:iam::aws:policy/b", "arn:aws:iam::aws:policy/a"],
                    permissionsBoundary: "arn:aws:iam::aws:policy/c",
                    tags: [Tag(key: "team", value: "größe \"1\"")]
                )
            ]
        )
        #expect(records.users.map(\.id) == ["AIDAEXAMPLE0000000001"])
        #expect(records.accessKeys.map(\.secret) == [Secret("secret/+=")])
        #expect(records.accessKeys.map(\.isActive) == [false])
        #expect(records.managedPolicies.first?.versions.map(\.number) == [2])
        #expect(records.managedPolicies.first?.nextVersion == 5)
        #expect(records.oidcProviders.first?.clientIDs == ["b", "a"])
        #expect(records.instanceProfiles.first?.roleName == "Reader")
        #expect(records.clusters.map(\.key) == [Self.cluster])
        // What is known of clusters since then is not there, and nothing else stands in its place.
        #expect(records.clusters.first?.registration == nil && records.clusters.first?.settings == nil)
        #expect(records.signingKeys.map(\.state) == [.verifying])
        #expect(records.signingKeys.map(\.privateKey) == [Secret("ZGVy")])
        #expect(records.sessionKeyRing == SessionKeyRingRecord(keys: Secret("a2V5cw==")))
        #expect(records.buckets.map(\.policy) == ["{}"])
        #expect(records.podIdentityAssociations.map(\.id) == (version > 2 ? ["a-0123456789abcdefg"] : []))
        #expect(records.addons.isEmpty)
    }

    private static func all(_ records: StateRecords) -> [any StateRecord] {
        var all: [any StateRecord] = []
        if let instance = records.instance { all.append(instance) }
        all += records.roles as [any StateRecord]
        all += records.users as [any StateRecord]
        all += records.accessKeys as [any StateRecord]
        all += records.managedPolicies as [any StateRecord]
        all += records.oidcProviders as [any StateRecord]
        all += records.instanceProfiles as [any StateRecord]
        all += records.clusters as [any StateRecord]
        all += records.signingKeys as [any StateRecord]
        if let ring = records.sessionKeyRing { all.append(ring) }
        all += records.buckets as [any StateRecord]
        return all + (records.podIdentityAssociations as [any StateRecord])
    }

    @Test(
        "objects are kept, keys are the same, and the file is one of this version",
        arguments: OldSchemas.all.map(\.version)
    )
    func file(_ version: Int) async throws {
        let path = try database(try #require(OldSchemas.all.first { $0.version == version }))
        let store = try SQLiteStateStore(path: path)
        let object = try #require(try await store.object(bucket: "bucket", key: "a/ö"))
        #expect(object.fileID == "file-1" && object.size == 5 && object.metadata == ["by": "me"])
        let records = try await store.load()
        // A record that is written again takes its old one's place: its key is what the old version called it.
        for record in Self.all(records) { try await store.commit([.put(record)]) }
        #expect(Self.all(try await store.load()).map(\.key) == Self.all(records).map(\.key))
        let addon = AddonRecord(
            account: Self.account,
            region: "us-west-2",
            clusterName: "myeks",
            name: "coredns",
            id: "00000000-0000-4000-8000-000000000000",
            version: "v1",
            createdAt: Self.time,
            modifiedAt: Self.time
        )
        try await store.commit([.put(addon)])
        try store.close()
        let tables = try await DatabaseQueue(path: path).read { database in
            #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == 5)
            #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
            return try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        let made = files.file("made.sqlite")
        try SQLiteStateStore(path: made).close()
        let fresh = try await DatabaseQueue(path: made).read { database in
            try String.fetchSet(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        #expect(tables == fresh)
        #expect(try await SQLiteStateStore(path: path).load().addons.map(\.name) == ["coredns"])
    }
}
