import HashTreeCollections
package import Store

/// Identity providers, clusters and the keys of their tokens.
extension DirectorySnapshot {
    package func oidcProvider(arn: String) -> OIDCProviderRecord? { providers[arn] }

    /// An account's identity providers, sorted by URL.
    package func oidcProviders(account: String) -> [OIDCProviderRecord] {
        providers.values.filter { $0.account == account }.sorted { $0.url < $1.url }
    }

    /// The provider of an issuer URL in an account: exact in case and trailing slash.
    ///
    /// A provider without a port also stands for the same host with one if no provider has it, because some clients write
    /// provider URLs without the port of the issuer.
    package func oidcProvider(issuer: String, account: String) -> OIDCProviderRecord? {
        guard issuer.hasPrefix("https://") else { return nil }
        let url = String(issuer.dropFirst("https://".count))
        if let exact = provider(url: url, account: account) { return exact }
        guard let portless = DirectorySnapshot.withoutPort(url) else { return nil }
        return provider(url: portless, account: account)
    }

    private func provider(url: String, account: String) -> OIDCProviderRecord? {
        providers["arn:aws:iam::\(account):oidc-provider/\(url)"]
    }

    private static func withoutPort(_ url: String) -> String? {
        let path = url.firstIndex(of: "/") ?? url.endIndex
        guard let colon = url[..<path].lastIndex(of: ":") else { return nil }
        return String(url[..<colon] + url[path...])
    }

    package func cluster(key: String) -> ClusterRecord? { clusterRecords[key] }

    /// An account's clusters in a region, sorted by name.
    package func clusters(account: String, region: String) -> [ClusterRecord] {
        clusterRecords.values.filter { $0.account == account && $0.region == region }.sorted { $0.name < $1.name }
    }

    /// Every cluster, sorted by key.
    package var clusters: [ClusterRecord] { clusterRecords.values.sorted { $0.key < $1.key } }

    /// The cluster that is embedded here.
    package var ownCluster: ClusterRecord? {
        guard let instance else { return nil }
        // Before others could be registered there was one only.
        return instance.ownCluster.map { clusterRecords[$0] } ?? clusters.first { !$0.isRegistered }
    }

    /// The cluster of ours whose tokens an issuer URL stands for.
    ///
    /// Never a registered one: whoever may register a cluster says which keys it has, and must not thereby decide which
    /// keys an identity provider of that issuer has.
    package func cluster(issuer: String) -> ClusterRecord? {
        // There are as many clusters as an operator has made by hand, a few.
        // Equal as texts and as long in bytes is equal byte for byte, for our issuers are ASCII.
        clusterRecords.values.first {
            !$0.isRegistered && $0.issuer.utf8.count == issuer.utf8.count && $0.issuer == issuer
        }
    }

    package func addon(cluster key: String, name: String) -> AddonRecord? {
        addonRecords[AddonRecord.key(cluster: key, name: name)]
    }

    /// A cluster's add-ons, sorted by name.
    package func addons(cluster key: String) -> [AddonRecord] {
        addonRecords.values.filter { $0.clusterKey == key }.sorted { $0.name < $1.name }
    }

    /// A cluster's keys, newest first; retired ones are there too.
    package func signingKeys(cluster key: String) -> [SigningKeyRecord] {
        signingKeyRecords.values.filter { $0.clusterKey == key }
            .sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }
    }

    package func signingKey(_ id: String) -> SigningKeyRecord? { signingKeyRecords[id] }

    package func bucket(_ name: String) -> BucketEntry? { buckets[name] }

    /// An account's buckets, sorted by name.
    package func buckets(account: String) -> [BucketEntry] {
        buckets.values.filter { $0.record.account == account }.sorted { $0.record.name < $1.record.name }
    }
}
