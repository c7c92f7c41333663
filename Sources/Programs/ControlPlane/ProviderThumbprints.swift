import IAMService
import IssuerFetching

/// Thumbprints of identity providers: our own issuer's is known, those of others are asked for.
struct ProviderThumbprints: ThumbprintSource {
    let ownHost: String
    let ownPort: Int
    let ownThumbprint: String
    let fetcher: HTTPSFetcher

    func topCertificateThumbprint(host: String, port: Int) async throws -> String {
        if host == ownHost, port == ownPort { return ownThumbprint }
        return try await fetcher.topCertificateThumbprint(host: host, port: port)
    }
}
