import Ambient
import JSONTree
import Testing

@testable import ManagedPolicies

/// The policies that AWS manages, as they are compiled into the program.
struct CatalogTests {
    let catalog: ManagedPolicyCatalog

    init() throws {
        catalog = try ManagedPolicyCatalog()
    }

    @Test func `there are over a thousand, sorted by name, each once`() {
        #expect(catalog.policies.count > 1000)
        #expect(catalog.policies.map(\.name) == catalog.policies.map(\.name).sorted())
        #expect(Set(catalog.policies.map(\.arn)).count == catalog.policies.count)
        #expect(Set(catalog.policies.map(\.id)).count == catalog.policies.count)
    }

    @Test func `every document is there, is an object with statements, and no longer than IAM allows`() throws {
        for policy in catalog.policies {
            let text = try catalog.document(of: policy)
            let document = try JSON(parsing: Array(text.utf8))
            #expect(document["Version"] != nil && document["Statement"] != nil, "\(policy.arn)")
        }
    }

    @Test(arguments: [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess", "/", true),
        ("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "AmazonS3ReadOnlyAccess", "/", true),
        (
            "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy", "AmazonEBSCSIDriverPolicy",
            "/service-role/", true
        ),
        (
            "arn:aws:iam::aws:policy/aws-service-role/AmazonEKSServiceRolePolicy", "AmazonEKSServiceRolePolicy",
            "/aws-service-role/", false
        ),
    ])
    func `a policy is found by its ARN, path and all; those of service-linked roles cannot be attached`(
        _ arn: String,
        _ name: String,
        _ path: String,
        _ isAttachable: Bool
    ) throws {
        let policy = try #require(catalog.policy(arn: arn))
        #expect((policy.name, policy.path, policy.isAttachable, policy.arn) == (name, path, isAttachable, arn))
        #expect(policy.createdAt <= policy.updatedAt)
        #expect(policy.versionID.wholeMatch(of: /v[1-9][0-9]*/) != nil)
        #expect(policy.id.wholeMatch(of: /ANPA[A-Z0-9]{17}/) != nil)
        // It follows from the ARN, and so is another program's too.
        #expect(try ManagedPolicyCatalog().policy(arn: arn)?.id == policy.id)
    }

    @Test(arguments: [
        "", "AdministratorAccess", "arn:aws:iam::aws:policy/administratoraccess",
        "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy", "arn:aws:iam::111122223333:policy/AdministratorAccess",
    ])
    func `what is not exactly an ARN of the catalog is not found`(_ arn: String) {
        #expect(catalog.policy(arn: arn) == nil)
    }

    @Test func `the administrator's policy allows everything`() throws {
        let policy = try #require(catalog.policy(arn: "arn:aws:iam::aws:policy/AdministratorAccess"))
        let document = try JSON(parsing: Array(try catalog.document(of: policy).utf8))
        #expect(document["Statement"]?.array == [["Action": "*", "Effect": "Allow", "Resource": "*"]])
    }
}

/// The reader refuses data that is not what it was, and never reads beside it.
struct CatalogReaderTests {
    private static func catalog(_ bytes: [UInt8]) throws -> Int {
        try bytes.withUnsafeBytes { bytes in
            var reader = CatalogReader(bytes)
            return try reader.catalog().0.count
        }
    }

    private static let mark = Array("LANYMP01".utf8)
    /// No policies, an index of no bytes, no blocks.
    private static let empty = mark + [0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0] + nothing
    /// What zlib makes of no bytes.
    private static let nothing: [UInt8] = [0x78, 0x9C, 0x03, 0, 0, 0, 0, 1]

    @Test func `an empty catalog has no policies`() throws {
        #expect(try Self.catalog(Self.empty) == 0)
    }

    @Test(
        arguments: [
            [], Array("LANYMP02".utf8) + empty.dropFirst(8), Array(empty.dropLast()), mark,
            // A policy that the index does not have.
            mark + [0, 0, 0, 1] + empty.dropFirst(12),
            // A block that is not there.
            Array(empty[..<20]) + [0, 0, 0, 1] + nothing,
            // An index that is longer than it says, and one of no zlib.
            mark + [0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 0] + nothing,
            Array(empty[..<24]) + [UInt8](repeating: 0xFF, count: 8),
        ] as [[UInt8]]
    )
    func `damaged data is refused`(_ bytes: [UInt8]) {
        #expect(throws: CatalogError.self) { try Self.catalog(bytes) }
    }

    @Test func `a block that zlib cannot read, or that has another length, is refused`() throws {
        for (bytes, length) in [(Self.nothing, 1), ([UInt8](Self.nothing.dropLast(5)), 0), ([1, 2, 3], 0)] {
            #expect(throws: CatalogError.self) {
                try bytes.withUnsafeBytes { try CompressedBlock($0, length: length).inflated() }
            }
        }
        #expect(try Self.nothing.withUnsafeBytes { try CompressedBlock($0, length: 0).inflated() } == [])
    }
}
