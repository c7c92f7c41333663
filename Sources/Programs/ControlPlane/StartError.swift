/// Why a control plane did not start; each prints as a sentence that says what to do.
package enum StartError: Error, CustomStringConvertible {
    /// Another process holds the data directory; its process id if it could be read.
    case alreadyRunning(directory: String, process: Int32?)
    case unusableDirectory(path: String, reason: String)
    case database(String)
    case portTaken(port: Int, flag: String)
    /// The port that the issuer has had in its URL since the first start.
    case issuerPortTaken(port: Int)
    /// What was decided at the first start differs from what is asked for now.
    case decidedOtherwise(flag: String, decided: String, asked: String)
    case unusable(flag: String, value: String, reason: String)

    package var description: String {
        switch self {
        case .alreadyRunning(let directory, let process):
            let who = process.map { "process \($0)" } ?? "another process"
            return "\(directory) is in use by \(who): stop it first, or start on another directory with --data"
        case .unusableDirectory(let path, let reason):
            return "cannot use \(path) as the data directory: \(reason)"
        case .database(let reason):
            return reason
        case .portTaken(let port, let flag):
            return "port \(port) is taken: free it, or choose another with \(flag) (0 picks one)"
        case .issuerPortTaken(let port):
            return "port \(port), which this installation's issuer has in its URL, is taken: free it, "
                + "or start on another directory with --data"
        case .decidedOtherwise(let flag, let decided, let asked):
            return "\(flag) \(asked) differs from the \(decided) that the first start on this data directory decided: "
                + "leave the flag out, or start on another directory with --data"
        case .unusable(let flag, let value, let reason):
            return "\(flag) \(value): \(reason)"
        }
    }
}
