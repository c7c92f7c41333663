import AWSProtocols
import Store

/// How long a role session may live.
enum SessionLimits {
    /// Seconds, if the caller asks for none in particular.
    static let defaultDuration = 3600
    /// Seconds that a session made by another role's session lives at most.
    static let chainedMaximum = 3600

    /// The seconds that a session of a role will live.
    ///
    /// - Throws: `ValidationError` if more is asked for than the role, or role chaining, allows.
    static func duration(
        requested: Int?,
        role: RoleRecord,
        isChained: Bool,
        isByService: Bool
    ) throws(Fault) -> Int64 {
        let duration = requested ?? defaultDuration
        if isChained, duration > chainedMaximum { throw Words.durationBeyondChain }
        guard isByService || duration <= role.maxSessionDuration else { throw Words.durationBeyondRole }
        return Int64(duration)
    }
}
