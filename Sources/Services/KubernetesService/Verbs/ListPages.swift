import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI
import Synchronization

/// Where a list that came in pages goes on: after an object, in the snapshot of a revision.
///
/// Opaque to clients, and made as the API server makes it: `{"v":"meta.k8s.io/v1","rv":7,"start":"ns/name"}` in base64.
struct ContinueToken: Sendable, Hashable {
    private static let version = "meta.k8s.io/v1"
    /// The revision of a list that has lost its snapshot, and goes on with what there is.
    private static let inconsistent = -1

    /// Nil for whatever is newest.
    let revision: Int?
    /// `NAMESPACE/NAME` of the last object that was shown.
    let start: String

    init(revision: Int?, start: String) {
        self.revision = revision
        self.start = start
    }

    /// - Throws: `APIError` 400.
    init(_ text: String) throws(APIError) {
        // Kubernetes writes it without padding.
        var padded = text.replacing("-", with: "+").replacing("_", with: "/")
        while padded.utf8.count % 4 != 0 { padded += "=" }
        let json = Base64.decode(padded).flatMap { try? JSON(parsing: $0) }
        guard let json, json["v"]?.string == Self.version, let revision = json["rv"]?.integer,
            let start = json["start"]?.string, revision > 0 || revision == Self.inconsistent
        else { throw .badRequest("continue key is not valid: it is not one that this server has given") }
        self.init(revision: revision == Self.inconsistent ? nil : revision, start: start)
    }

    var text: String {
        let json: JSON = [
            "v": .string(Self.version), "rv": .whole(revision ?? Self.inconsistent), "start": .string(start),
        ]
        let encoded = Base64.encode(json.serialized()).replacing("+", with: "-").replacing("/", with: "_")
        return String(encoded.prefix { $0 != "=" })
    }
}

/// The snapshots that lists in pages are read from, each for five minutes after its last page and the latest few only.
final class HeldSnapshots: Sendable {
    private struct Held {
        let snapshot: ClusterSnapshot
        var expiry: Timestamp
    }

    static let seconds: Int64 = 300
    static let most = 64

    private let held = Mutex<[Held]>([])

    /// Holds a snapshot from now on, or for longer.
    func hold(_ snapshot: ClusterSnapshot, now: Timestamp) {
        held.withLock { held in
            held.removeAll { $0.expiry <= now || $0.snapshot.revision == snapshot.revision }
            if held.count >= Self.most { held.removeFirst(held.count - Self.most + 1) }
            held.append(Held(snapshot: snapshot, expiry: now.adding(seconds: Self.seconds)))
        }
    }

    /// The snapshot of a revision; nil if it is held no more.
    func snapshot(at revision: Int, now: Timestamp) -> ClusterSnapshot? {
        held.withLock { held in
            held.removeAll { $0.expiry <= now }
            return held.first { $0.snapshot.revision == revision }?.snapshot
        }
    }
}

extension KubernetesService {
    /// The snapshot that a list is read from, and after which object it goes on.
    ///
    /// - Throws: `APIError` 400 for a token that is none, 410 for one whose snapshot is gone, with one that goes on all
    ///   the same.
    func listed(_ request: KubernetesRequest) throws(APIError) -> (snapshot: ClusterSnapshot, start: String?) {
        let current = store.snapshot
        guard let text = request.value("continue"), !text.isEmpty else { return (current, nil) }
        let token = try ContinueToken(text)
        let version = request.value("resourceVersion") ?? ""
        guard version.isEmpty || version == "0" else {
            throw .badRequest("specifying resource version is not allowed when using continue")
        }
        guard let revision = token.revision, revision != current.revision else { return (current, token.start) }
        guard let snapshot = pages.snapshot(at: revision, now: clock.now) else {
            throw .lostPage(continuing: ContinueToken(revision: nil, start: token.start).text)
        }
        return (snapshot, token.start)
    }
}
