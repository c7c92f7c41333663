import JSONTree
import KubernetesClient
import PodIdentity
import PodIdentityWebhook
import Synchronization

/// Reads single service accounts from the API server, a bounded number at once.
final class LiveReader: ServiceAccountReader {
    private static let mostAtOnce = 100

    private let client: any KubernetesCalling
    private let limit: Duration
    private let running = Mutex(0)

    init(client: any KubernetesCalling, limit: Duration) {
        self.client = client
        self.limit = limit
    }

    func read(_ account: ServiceAccountName) async -> LiveServiceAccount {
        let mayRun = running.withLock { running in
            guard running < Self.mostAtOnce else { return false }
            running += 1
            return true
        }
        guard mayRun else { return .failed("\(Self.mostAtOnce) others are being read") }
        defer { running.withLock { $0 -= 1 } }
        guard Self.isName(account.namespace), Self.isName(account.name) else { return .absent }
        do {
            let path = "/api/v1/namespaces/\(account.namespace)/serviceaccounts/\(account.name)"
            let object = try await client.call(.get, path, query: [], body: nil, within: limit)
            return .found(annotations: object["metadata"]?["annotations"])
        } catch {
            return error.isNotFound ? .absent : .failed("\(error)")
        }
    }

    /// Whether a text can be a name (RFC 1123), and so part of a path.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (0x30...0x39).contains($0)
                    || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
    }
}
