import NIOCore

/// The open connections of all listeners; used on their event loop only.
final class ConnectionTable {
    /// A connection as the table sees it.
    protocol Member: AnyObject {
        /// Since when it owes a whole request, or the taking of an answer; nil while the agent owes an answer.
        var waitingSince: NIODeadline? { get }
        func close()
        /// To close as soon as the agent owes nothing.
        func finish()
    }

    let limits: ConnectionLimits
    private var members: [ObjectIdentifier: any Member] = [:]
    private var drained: EventLoopPromise<Void>?
    private(set) var isDraining = false

    init(limits: ConnectionLimits) {
        self.limits = limits
    }

    var count: Int { members.count }

    /// Adds a connection, in the place of the longest waiting one if there are too many.
    func add(_ member: any Member) {
        if members.count >= limits.connections, let victim = longestWaiting { victim.close() }
        members[ObjectIdentifier(member)] = member
    }

    func remove(_ member: any Member) {
        members.removeValue(forKey: ObjectIdentifier(member))
        if isDraining, members.isEmpty { drained?.succeed() }
    }

    /// Closes the connections that have kept the agent waiting for too long.
    func closeOverdue(at now: NIODeadline) {
        let overdue = members.values.filter { $0.waitingSince.map { now - $0 >= limits.patience } ?? false }
        for member in overdue { member.close() }
    }

    /// Closes each connection once its request is answered; the promise succeeds when none is left.
    func drain(_ promise: EventLoopPromise<Void>) {
        isDraining = true
        drained = promise
        guard !members.isEmpty else { return promise.succeed() }
        for member in Array(members.values) { member.finish() }
    }

    private var longestWaiting: (any Member)? {
        members.values.min { ($0.waitingSince ?? .distantFuture) < ($1.waitingSince ?? .distantFuture) }
    }
}
