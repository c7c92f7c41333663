import IdentityTokens
import Synchronization

/// Answers what it was told to, and counts.
final class ScriptedFetcher: IssuerFetcher {
    private let state = Mutex<(documents: [String: Result<FetchedDocument, FetchFailure>], urls: [String])>(([:], []))

    var urls: [String] { state.withLock { $0.urls } }

    func answer(_ url: String, with result: Result<FetchedDocument, FetchFailure>) {
        state.withLock { $0.documents[url] = result }
    }

    func fetch(_ url: String, thumbprints: [String]) async throws(FetchFailure) -> FetchedDocument {
        let result = state.withLock { state in
            state.urls.append(url)
            return state.documents[url]
        }
        guard let result else { throw .unreachable("nothing answers at \(url)") }
        return try result.get()
    }
}
