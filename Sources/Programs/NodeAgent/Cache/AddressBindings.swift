import Ambient

/// Which place each pod's tokens are used from: a value that is asked, with the time passed in.
///
/// The first place that gets credentials keeps the pod: only tokens that EKS Auth accepted bind, so that nobody can bind
/// another pod by a token that he has made up. A binding ends with the last of its tokens, or when EKS Auth says that this
/// token is over, or when there are so many that the one unused for longest makes room: a pod that is gone says nothing, and its
/// token may last for a day. It covers all tokens of the pod, so that a thief of the next one gains nothing.
struct AddressBindings: Sendable {
    /// Why a place gets nothing.
    enum Refusal: Error, Sendable, Hashable {
        /// The pod is bound to another place.
        case boundElsewhere(ClientPlace)
    }

    private enum Key: Sendable, Hashable {
        case pod(PodName)
        /// The text of a token that names no pod.
        case token(String)
    }

    private struct Binding: Sendable {
        let place: ClientPlace
        /// The token of the pod that lasts longest.
        var token: PodToken
        var lastUse: Timestamp
    }

    private let capacity: Int
    private var bindings: [Key: Binding] = [:]

    /// - Parameter capacity: pods; a node has a few hundred at most.
    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    var count: Int { bindings.count }

    /// Whether a place may ask for a token's credentials; this binds nothing.
    func check(_ token: PodToken, from place: ClientPlace, at now: Timestamp) throws(Refusal) {
        guard let known = bindings[Self.key(token)], !Self.isOver(known, at: now), known.place != place else { return }
        throw .boundElsewhere(known.place)
    }

    /// Whether a place may have the credentials that EKS Auth gave for a token; the first that may is bound.
    ///
    /// Returns whether it was bound just now.
    mutating func use(_ token: PodToken, from place: ClientPlace, at now: Timestamp) throws(Refusal) -> Bool {
        try check(token, from: place, at: now)
        let key = Self.key(token)
        if let known = bindings[key], !Self.isOver(known, at: now) {
            if Self.outlasts(token, known.token) { bindings[key]?.token = token }
            bindings[key]?.lastUse = now
            return false
        }
        if bindings.count >= capacity { makeRoom(at: now) }
        bindings[key] = Binding(place: place, token: token, lastUse: now)
        return true
    }

    private mutating func makeRoom(at now: Timestamp) {
        bindings = bindings.filter { !Self.isOver($0.value, at: now) }
        guard bindings.count >= capacity, let idle = bindings.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return
        }
        bindings.removeValue(forKey: idle.key)
    }

    /// Ends the binding that a token keeps, since EKS Auth says that the token is over; another token ends nothing.
    mutating func end(_ token: PodToken) {
        let key = Self.key(token)
        if bindings[key]?.token == token { bindings.removeValue(forKey: key) }
    }

    private static func key(_ token: PodToken) -> Key { token.pod.map { .pod($0) } ?? .token(token.text) }

    private static func isOver(_ binding: Binding, at now: Timestamp) -> Bool {
        binding.token.expires.map { $0 <= now } ?? false
    }

    private static func outlasts(_ token: PodToken, _ other: PodToken) -> Bool {
        guard let end = other.expires else { return false }
        return token.expires.map { $0 > end } ?? true
    }
}
