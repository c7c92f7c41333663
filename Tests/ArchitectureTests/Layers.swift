/// The floors of the house, lowest first, and who owns which library.
enum Layers {
    static let floors = ["Vocabulary", "Engines", "State", "Services", "Edge", "Programs"]

    /// Third-party modules and the rooms that may import them; a module that is not listed may be imported by nobody.
    static let owners: [String: Set<String>] = [
        "ArgumentParser": ["Commands"],
        "Crypto": [
            "SigV4", "IdentityTokens", "SessionCredentials", "AuditJournal", "S3Service", "HTTPServing",
            "IssuerFetching",
            "ControlPlane", "WebhookServer",
        ],
        "CryptoExtras": ["IdentityTokens", "ControlPlane"],
        "GRDB": ["SQLiteStore"],
        "HTTPTypes": ["HTTPServing"],
        "HashTreeCollections": ["ClusterStore", "Directory"],
        "HummingbirdCore": ["HTTPServing"],
        "HummingbirdTLS": ["HTTPServing"],
        "Logging": ["HTTPServing", "NodeRuntime", "ControlPlane", "Commands", "WebhookServer"],
        "NIOCore": [
            "HTTPServing", "IssuerFetching", "ControlPlaneClient", "NodeAgent", "KubernetesClient", "WebhookCalling",
            "NodeRuntime",
        ],
        "NIOHTTP1": [
            "HTTPServing", "IssuerFetching", "ControlPlaneClient", "NodeAgent", "KubernetesClient", "WebhookCalling",
        ],
        "NIOHTTPTypes": ["HTTPServing"],
        "NIOHTTPTypesHTTP1": ["HTTPServing"],
        "NIOPosix": [
            "HTTPServing", "IssuerFetching", "ControlPlaneClient", "NodeAgent", "KubernetesClient", "WebhookCalling",
            "NodeRuntime",
        ],
        "NIOSSL": [
            "HTTPServing", "IssuerFetching", "ControlPlane", "ControlPlaneClient", "NodeAgent", "KubernetesClient",
            "WebhookCalling", "NodeRuntime",
        ],
        "ServiceLifecycle": ["HTTPServing", "ControlPlane", "WebhookServer"],
        "SwiftASN1": ["IdentityTokens", "IssuerFetching", "ControlPlane", "WebhookServer"],
        "UnixSignals": ["ControlPlane", "WebhookServer"],
        "X509": ["IssuerFetching", "ControlPlane", "WebhookServer"],
        "Yams": ["KubernetesClient"],
    ]

    /// Modules of the toolchain, open to everyone; engines keep Foundation out by `foundationFree`.
    static let toolchain: Set<String> = [
        "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
    ]

    /// Rooms on the hot paths, which must not import Foundation.
    static let foundationFree: Set<String> = [
        "AWSVocabulary", "Ambient", "JSONTree", "IAMPolicy", "AWSProtocols", "ServiceModel", "Authorization",
        "STSService", "Netlink", "NodeAgent",
    ]
}
