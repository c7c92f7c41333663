package import AWSVocabulary
package import Ambient
import JSONTree

/// Reads a cluster's pod identity associations from the EKS API (`ListPodIdentityAssociations`).
package struct PodIdentityAssociations: Sendable {
    /// Who is associated with some role.
    package struct Entry: Sendable, Hashable {
        package let namespace: String
        package let serviceAccount: String
    }

    private static let pageSize = "100"
    private static let mostPages = 1000

    private let endpoint: Endpoint
    private let cluster: String
    private let access: AWSAccess

    /// A reader that signs with an access key.
    package init(
        endpoint: Endpoint,
        cluster: String,
        accessKeyID: String,
        secret: Secret,
        sessionToken: Secret?,
        region: Region,
        clock: WallClock = .system
    ) {
        self.endpoint = endpoint
        self.cluster = cluster
        access = AWSAccess(
            .one(endpoint),
            accessKeyID: accessKeyID,
            secret: secret,
            sessionToken: sessionToken,
            region: region,
            clock: clock
        )
    }

    /// All associations of the cluster, page by page.
    ///
    /// - Throws: `CallError`.
    package func all() async throws(CallError) -> Set<Entry> {
        var entries: Set<Entry> = []
        var next: String?
        for _ in 0..<Self.mostPages {
            var parameters = [(name: "maxResults", value: Self.pageSize)]
            if let next { parameters.append((name: "nextToken", value: next)) }
            let page = try await access.get("eks", ["clusters", cluster, "pod-identity-associations"], parameters)
            for association in page["associations"]?.array ?? [] {
                guard let namespace = association["namespace"]?.string,
                    let serviceAccount = association["serviceAccount"]?.string
                else { continue }
                entries.insert(Entry(namespace: namespace, serviceAccount: serviceAccount))
            }
            next = page["nextToken"]?.string
            guard next?.isEmpty == false else { return entries }
        }
        throw .unreadable(endpoint: endpoint.description, reason: "its list does not end")
    }
}
