/// Fetches documents of issuers that are not our own.
package protocol IssuerFetcher: Sendable {
    /// The body of an https URL, fetched without following redirects, within a size and a time.
    ///
    /// The connection's certificate is one the system trusts, or its topmost one has one of the SHA-1 thumbprints.
    ///
    /// - Throws: `FetchFailure`.
    func fetch(_ url: String, thumbprints: [String]) async throws(FetchFailure) -> FetchedDocument
}

/// A document and how its server was trusted.
package struct FetchedDocument: Sendable, Hashable {
    /// What vouched for the server.
    package enum Verification: String, Sendable, Hashable {
        case trustStore = "IAMTrustStore"
        case thumbprint = "Thumbprint"
    }

    package let body: [UInt8]
    package let verification: Verification

    package init(body: [UInt8], verification: Verification) {
        self.body = body
        self.verification = verification
    }
}

/// Why a document could not be fetched.
package enum FetchFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A URL that is not fetched: no https, or an address that is not public.
    case refused(String)
    /// The certificate is neither trusted nor one of the thumbprints.
    case untrusted(String)
    case unreachable(String)

    package var description: String {
        switch self {
        case .refused(let reason), .untrusted(let reason), .unreachable(let reason): reason
        }
    }
}
