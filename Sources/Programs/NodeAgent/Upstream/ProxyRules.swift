/// Which calls go through a proxy, as Go's clients decide it by the environment.
///
/// `HTTPS_PROXY` and `HTTP_PROXY` by the service's scheme, or else their names in lower case. `NO_PROXY` lists what is called
/// directly: `*`, addresses, CIDR ranges, domains (with all below; `.domain` only what is below), each but ranges with a
/// port if wanted. `localhost` and loopback addresses are always called directly.
struct ProxyRules: Sendable {
    /// How a service is reached.
    enum Route: Sendable, Hashable {
        case direct
        case through(Proxy)
        /// There should be a proxy, but nobody can tell which: nothing is called directly in its place.
        case unusable(String)
    }

    private let secure: Route
    private let plain: Route
    private let exceptions: ProxyExceptions

    init(_ environment: Environment) {
        secure = Self.route(environment, "HTTPS_PROXY")
        plain = Self.route(environment, "HTTP_PROXY")
        exceptions = ProxyExceptions(environment["NO_PROXY"] ?? environment["no_proxy"] ?? "")
    }

    func route(to url: ServiceURL) -> Route {
        let route = url.isSecure ? secure : plain
        return route == .direct || exceptions.cover(host: url.host, port: url.port) ? .direct : route
    }

    /// What the log says of the proxies at start, by scheme; empty if there are none.
    var described: [(scheme: String, route: Route)] {
        [("https", secure), ("http", plain)].filter { $0.1 != .direct }
    }

    private static func route(_ environment: Environment, _ name: String) -> Route {
        guard let text = environment[name] ?? environment[name.lowercased()] else { return .direct }
        do throws(Proxy.Unusable) {
            return .through(try Proxy(text))
        } catch {
            return .unusable("\(name) cannot be used: \(error)")
        }
    }
}
