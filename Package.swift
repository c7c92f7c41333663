// swift-tools-version: 6.2
import PackageDescription

/// Settings every room shares: Swift 6, explicit existentials, imports that state their access, warnings as errors.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

/// One room of the house: a target under `Sources/<floor>/<name>` with its tests under `Tests/<name>Tests`.
func room(
    _ floor: String,
    _ name: String,
    _ needs: [Target.Dependency] = [],
    tested testNeeds: [Target.Dependency]? = [],
    testFiles: [String] = []
) -> [Target] {
    let target = Target.target(
        name: name,
        dependencies: needs,
        path: "Sources/\(floor)/\(name)",
        swiftSettings: settings
    )
    guard let testNeeds else { return [target] }
    let tests = Target.testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + needs + testNeeds,
        path: "Tests/\(name)Tests",
        exclude: testFiles,
        swiftSettings: settings
    )
    return [target, tests]
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let hashTrees: Target.Dependency = .product(name: "HashTreeCollections", package: "swift-collections")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency = .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// The floors, lowest first. A room may import only rooms listed before it on a lower floor, or as named here.
var targets: [Target] = []

// Vocabulary: words and ambient values. No I/O.
targets += room("Vocabulary", "AWSVocabulary")
targets += room("Vocabulary", "Ambient", ["AWSVocabulary"])

// Engines: pure and synchronous.
targets += room("Engines", "JSONTree")
targets += room("Engines", "IAMPolicy", ["AWSVocabulary", "Ambient", "JSONTree"], testFiles: ["DocumentedCases.jsonl"])
targets += room("Engines", "SigV4", ["AWSVocabulary", "Ambient", crypto])
targets += room("Engines", "AWSProtocols", ["AWSVocabulary", "Ambient", "JSONTree"])
targets += room(
    "Engines",
    "IdentityTokens",
    ["AWSVocabulary", "Ambient", "JSONTree", crypto, cryptoExtras, asn1]
)
targets += room("Engines", "KubernetesAPI", ["Ambient", "JSONTree"])
targets += room("Engines", "Netlink")
targets += room("Engines", "PodIdentity", ["Ambient", "JSONTree"])
targets += room(
    "Engines",
    "Diagnosis",
    ["AWSVocabulary", "Ambient", "JSONTree", "IAMPolicy", "IdentityTokens"],
    testFiles: ["Explanations"]
)
targets += room("Engines", "SessionCredentials", ["AWSVocabulary", "Ambient", "JSONTree", crypto])

// State: records, their backends, and the read model.
targets += room("State", "Store", ["AWSVocabulary", "Ambient", "JSONTree"], tested: ["StoreConformance"])
targets += room("State", "StoreConformance", ["AWSVocabulary", "Ambient", "JSONTree", "Store"])
targets += room(
    "State",
    "SQLiteStore",
    ["AWSVocabulary", "Ambient", "JSONTree", "Store", grdb],
    tested: ["StoreConformance"]
)
targets += room(
    "State",
    "ClusterStore",
    ["JSONTree", "KubernetesAPI", "Store", hashTrees],
    tested: ["StoreConformance"]
)
targets += [
    .target(name: "CManagedPolicies", path: "Sources/State/CManagedPolicies", exclude: ["README.md"]),
    .systemLibrary(
        name: "CZlib",
        path: "Sources/State/CZlib",
        pkgConfig: "zlib",
        providers: [.apt(["zlib1g-dev"])]
    ),
]
targets += room("State", "ManagedPolicies", ["AWSVocabulary", "Ambient", "JSONTree", "CManagedPolicies", "CZlib"])
targets += room(
    "State",
    "Directory",
    ["AWSVocabulary", "Ambient", "JSONTree", "IAMPolicy", "Store", "ManagedPolicies", hashTrees],
    tested: ["StoreConformance"]
)
targets += room(
    "State",
    "AuditJournal",
    ["AWSVocabulary", "Ambient", "JSONTree", "Store", crypto],
    tested: ["SQLiteStore", "StoreConformance"]
)
targets += room("State", "AuditTrail", ["AWSVocabulary", "Ambient", "JSONTree", "Store"])

// Services: what AWS clients call. Siblings never import each other.
targets += room(
    "Services",
    "ServiceModel",
    ["AWSVocabulary", "Ambient", "JSONTree", "AWSProtocols", "SessionCredentials"]
)
targets += room(
    "Services",
    "Authorization",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "IAMPolicy", "AWSProtocols", "SessionCredentials", "Store", "Directory",
        "ServiceModel",
    ],
    tested: ["StoreConformance", "ManagedPolicies"]
)
let serviceNeeds: [Target.Dependency] = [
    "AWSVocabulary", "Ambient", "JSONTree", "AWSProtocols", "IAMPolicy", "Store", "Directory", "ServiceModel",
    "Authorization",
]
targets += room("Services", "RoleSessions", serviceNeeds + ["IdentityTokens", "SessionCredentials"])
targets += room(
    "Services",
    "STSService",
    serviceNeeds + ["IdentityTokens", "SessionCredentials", "AuditTrail", "RoleSessions"],
    tested: ["StoreConformance", "ManagedPolicies", crypto]
)
targets += room("Services", "IAMService", serviceNeeds + ["ManagedPolicies"], tested: ["SessionCredentials"])
targets += room(
    "Services",
    "EKSService",
    serviceNeeds + ["IdentityTokens"],
    tested: ["StoreConformance", "ManagedPolicies", "SessionCredentials"]
)
targets += room(
    "Services",
    "EKSAuthService",
    serviceNeeds + ["IdentityTokens", "SessionCredentials", "RoleSessions"],
    tested: ["StoreConformance", "ManagedPolicies", crypto]
)
targets += room("Services", "S3Service", serviceNeeds + ["SigV4", crypto])
targets += room(
    "Services",
    "EC2Service",
    serviceNeeds,
    tested: ["StoreConformance", "ManagedPolicies", "SessionCredentials"]
)
targets += room(
    "Services",
    "CloudTrailService",
    serviceNeeds + ["AuditTrail"],
    tested: ["StoreConformance", "ManagedPolicies", "SessionCredentials"]
)
targets += room(
    "Services",
    "OperatorService",
    serviceNeeds + ["IdentityTokens", "SessionCredentials", "AuditTrail"],
    tested: ["StoreConformance", "ManagedPolicies"]
)
targets += room(
    "Services",
    "KubernetesService",
    ["AWSVocabulary", "Ambient", "JSONTree", "KubernetesAPI", "IdentityTokens", "Store", "ClusterStore"],
    tested: ["StoreConformance"]
)
targets += room("Services", "PodIdentityWebhook", ["Ambient", "JSONTree", "PodIdentity"])
targets += room("Services", "OIDCProvider", ["AWSVocabulary", "Ambient", "JSONTree", "IdentityTokens"])

// Edge: HTTP in, HTTP out.
targets += room(
    "Edge",
    "HTTPServing",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "AWSProtocols", "SigV4", "SessionCredentials", "IAMPolicy", "Store",
        "Directory", "AuditTrail", "ServiceModel", "Authorization", "OIDCProvider", "KubernetesAPI",
        "KubernetesService", "PodIdentityWebhook",
        hummingbirdCore,
        hummingbirdTLS, httpTypes, nioHTTPTypes, nioHTTPTypesHTTP1, nioHTTP1, nioCore, nioPosix, nioSSL, lifecycle,
        logging,
        crypto,
    ],
    tested: ["LoopbackTLS"]
)
targets += room(
    "Edge",
    "IssuerFetching",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "IdentityTokens", nioCore, nioPosix, nioHTTP1, nioSSL, crypto, x509,
        asn1,
    ],
    tested: ["LoopbackTLS"]
)
targets += room(
    "Edge",
    "WebhookCalling",
    ["KubernetesService", nioCore, nioPosix, nioHTTP1, nioSSL],
    tested: ["LoopbackTLS"]
)
// The servers and certificates of these rooms' tests.
targets.append(
    .target(
        name: "LoopbackTLS",
        dependencies: [nioCore, nioPosix, nioSSL, crypto, x509, asn1],
        path: "Tests/LoopbackTLS",
        swiftSettings: settings
    )
)
targets += room(
    "Edge",
    "ControlPlaneClient",
    ["AWSVocabulary", "Ambient", "JSONTree", "AWSProtocols", "SigV4", nioCore, nioPosix, nioHTTP1, nioSSL],
    tested: []
)

targets += room(
    "Edge",
    "KubernetesClient",
    ["AWSVocabulary", "Ambient", "JSONTree", yams, nioCore, nioPosix, nioHTTP1, nioSSL]
)

// Programs: composition roots and commands.
targets += [.target(name: "CLinuxNamespaces", path: "Sources/Programs/CLinuxNamespaces")]
targets += room(
    "Programs",
    "NodeRuntime",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "KubernetesAPI", "KubernetesService", "CLinuxNamespaces", nioCore,
        nioPosix, nioSSL, logging,
    ]
)
targets += room(
    "Programs",
    "ControlPlane",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "AWSProtocols", "IAMPolicy", "SigV4", "IdentityTokens",
        "SessionCredentials", "Store", "SQLiteStore", "ManagedPolicies", "Directory", "AuditJournal", "AuditTrail",
        "ServiceModel",
        "Authorization", "STSService", "IAMService", "EKSService", "EKSAuthService", "S3Service", "EC2Service",
        "CloudTrailService", "OperatorService", "OIDCProvider", "KubernetesAPI", "ClusterStore", "KubernetesService",
        "HTTPServing", "IssuerFetching", "KubernetesClient", "RoleSessions", "NodeRuntime", "WebhookCalling",
        "PodIdentity",
        "PodIdentityWebhook", x509, asn1, crypto, lifecycle,
        signals,
        logging,
    ],
    tested: [hummingbirdCore, httpTypes, nioCore],
    testFiles: ["Golden"]
)
targets += room(
    "Programs",
    "WebhookServer",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "PodIdentity", "PodIdentityWebhook", "HTTPServing", "KubernetesClient",
        "ControlPlaneClient", x509, asn1, crypto, lifecycle, signals, logging,
    ]
)
targets += room(
    "Programs",
    "Commands",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "IAMPolicy", "IdentityTokens", "AWSProtocols", "Diagnosis",
        "AuditJournal", "Store",
        "ManagedPolicies", "ControlPlane", "ControlPlaneClient", "HTTPServing", "KubernetesAPI", "KubernetesClient",
        "PodIdentity",
        "PodIdentityWebhook", "WebhookServer", "NodeRuntime", arguments, logging,
    ]
)
targets += room(
    "Programs",
    "NodeAgent",
    [
        "AWSVocabulary", "Ambient", "JSONTree", "AWSProtocols", "SigV4", "Netlink", nioCore, nioPosix, nioHTTP1, nioSSL,
    ],
    tested: ["LoopbackTLS"]
)
targets += [
    .executableTarget(
        name: "lanyard-agent",
        dependencies: ["NodeAgent"],
        path: "Sources/Programs/lanyard-agent",
        swiftSettings: settings
    ),
    .executableTarget(
        name: "lanyard",
        dependencies: ["Commands"],
        path: "Sources/Programs/lanyard",
        swiftSettings: settings
    ),
    .executableTarget(
        name: "evaluations",
        dependencies: ["AWSVocabulary", "IAMPolicy"],
        path: "Benchmarks/Evaluations",
        swiftSettings: settings
    ),
    .testTarget(name: "ArchitectureTests", path: "Tests/ArchitectureTests", swiftSettings: settings),
    .testTarget(
        name: "EndToEnd",
        dependencies: ["JSONTree", "lanyard", "lanyard-agent"],
        path: "Tests/EndToEnd",
        exclude: ["Scripts"],
        swiftSettings: settings
    ),
]

let package = Package(
    name: "lanyard",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "lanyard", targets: ["lanyard"]),
        .executable(name: "lanyard-agent", targets: ["lanyard-agent"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: targets
)
