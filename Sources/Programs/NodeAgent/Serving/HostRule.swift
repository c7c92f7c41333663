/// Which `Host` fields a request may have: a page that a browser was lured to cannot reach the agent under its own name.
struct HostRule: Sendable {
    /// AWS's addresses of the agent.
    static let standard = ["169.254.170.23", "fd00:ec2::23"]

    /// The standard ones first.
    let allowed: [String]

    /// The standard hosts and others, without brackets.
    init(others: [String] = []) {
        allowed = Self.standard + others.filter { !Self.standard.contains($0) }
    }

    /// The refusal, or nil for a host that is allowed.
    func refusal(of field: String) -> String? {
        let host = Self.host(of: field)
        guard !allowed.contains(where: { $0 == host }) else { return nil }
        return "Access Denied. Called agent through invalid address, please use either "
            + "[\(allowed.joined(separator: " "))] address not \(host)"
    }

    /// Takes off a port, and one pair of brackets, as Go's `net.SplitHostPort` would.
    static func host(of field: String) -> String {
        var host = field[...]
        if let colon = field.lastIndex(of: ":") {
            let name = field[..<colon]
            if name.first == "[" {
                if name.last == "]" { host = name }
            } else if !name.contains(":"), !name.contains("["), !name.contains("]") {
                host = name
            }
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        return String(host)
    }
}
