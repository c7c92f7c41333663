/// How the agent is started.
struct AgentOptions: Sendable {
    var cluster = ""
    var port = 80
    /// Without brackets.
    var bindHosts = HostRule.standard
    var allowedHosts: [String] = []
    var probePort = 2703
    var metricsAddress = "0.0.0.0"
    var metricsPort = 2705
    var cache = CacheSettings()
    var rotatesCredentials = false
    var endpoint: ServiceURL?
    var region: String?
    /// 0 for no limit.
    var requestsPerSecond = 1000
    /// Whether a pod's tokens count only from the address that the first came from.
    var bindsTokens = false
    var verbosity = LogLevel.info

    static let parser = FlagParser(flags: [
        FlagParser.Flag(name: "cluster-name", letter: "c", value: "string", help: "the cluster's name (required)"),
        FlagParser.Flag(
            name: "port",
            letter: "p",
            value: "uint16",
            help: "port of the credential servers (default 80)"
        ),
        FlagParser.Flag(
            name: "bind-hosts",
            letter: "b",
            value: "host",
            help: "address to serve credentials on, repeatable (default 169.254.170.23 and [fd00:ec2::23])"
        ),
        FlagParser.Flag(
            name: "allow-host",
            value: "host",
            help: "Host field to accept besides 169.254.170.23 and fd00:ec2::23, repeatable"
        ),
        FlagParser.Flag(
            name: "probe-port",
            value: "uint16",
            help: "port of /healthz and /readyz on localhost (default 2703)"
        ),
        FlagParser.Flag(name: "metrics-address", value: "host", help: "address of /metrics (default 0.0.0.0)"),
        FlagParser.Flag(name: "metrics-port", value: "uint16", help: "port of /metrics (default 2705)"),
        FlagParser.Flag(
            name: "max-credential-retention-before-renewal",
            value: "duration",
            help: "age at which credentials are renewed; 0 turns caching off (default 3h)"
        ),
        FlagParser.Flag(
            name: "max-cache-size",
            value: "int",
            help: "cached credentials; 0 turns caching off (default 2000)"
        ),
        FlagParser.Flag(name: "max-service-qps", value: "int", help: "renewals a second (default 3)"),
        FlagParser.Flag(
            name: "max-request-qps",
            value: "int",
            help: "requests a second and address; 0 for no limit (default 1000)"
        ),
        FlagParser.Flag(
            name: "rotate-credentials",
            isSwitch: true,
            help: "read the shared credentials file every minute, and nothing else (hybrid nodes)"
        ),
        FlagParser.Flag(
            name: "bind-tokens-to-address",
            isSwitch: true,
            help: "serve a pod's tokens only to the address (on Linux: and interface) that first used one"
        ),
        FlagParser.Flag(name: "endpoint", value: "url", help: "EKS Auth instead of AWS's own (http or https)"),
        FlagParser.Flag(
            name: "region",
            value: "string",
            help: "region (default AWS_REGION, AWS_DEFAULT_REGION, shared configuration, instance metadata)"
        ),
        FlagParser.Flag(
            name: "verbosity",
            letter: "v",
            value: "level",
            help: "panic, fatal, error, warn, info, debug or trace (default info)"
        ),
        FlagParser.Flag(name: "help", letter: "h", isSwitch: true, help: "show this help"),
    ])

    init() {}

    /// Takes over the flags, and checks what they say.
    init(_ flags: [(name: String, value: String)]) throws(FlagParser.Mistake) {
        var hosts: [String] = []
        for (name, value) in flags {
            switch name {
            case "cluster-name": cluster = value
            case "port": port = try Self.number(value, name, 0...65_535)
            case "bind-hosts": hosts.append(Self.plainHost(value))
            case "allow-host": allowedHosts.append(Self.plainHost(value))
            case "probe-port": probePort = try Self.number(value, name, 0...65_535)
            case "metrics-address": metricsAddress = Self.plainHost(value)
            case "metrics-port": metricsPort = try Self.number(value, name, 0...65_535)
            case "max-credential-retention-before-renewal":
                guard let seconds = GoDuration.seconds(value) else { throw Self.invalid(value, name) }
                cache.retention = seconds
            case "max-cache-size": cache.maximumEntries = try Self.number(value, name, 0...1_000_000)
            case "max-service-qps":
                let rate = try Self.number(value, name, Int.min...1_000_000)
                cache.refreshesPerSecond = rate > 0 ? rate : 3
            case "max-request-qps": requestsPerSecond = try Self.number(value, name, 0...10_000_000)
            case "rotate-credentials": rotatesCredentials = value == "true"
            case "bind-tokens-to-address": bindsTokens = value == "true"
            case "endpoint":
                guard !value.isEmpty else { break }
                guard let url = ServiceURL(value) else { throw Self.invalid(value, name) }
                endpoint = url
            case "region": region = value.isEmpty ? nil : value
            case "verbosity":
                guard let level = LogLevel(rawValue: value) else { throw Self.invalid(value, name) }
                verbosity = level
            default: break
            }
        }
        if !hosts.isEmpty { bindHosts = hosts }
    }

    /// Checks what only `server` needs.
    func checkServer() throws(FlagParser.Mistake) {
        guard !cluster.isEmpty else {
            throw FlagParser.Mistake(description: "required flag(s) \"cluster-name\" not set")
        }
        guard Self.isClusterName(cluster) else {
            throw FlagParser.Mistake(
                description: "\"\(cluster)\" is no cluster name: those have 1 to 100 letters, digits, - and _"
            )
        }
        if let problem = cache.problem { throw FlagParser.Mistake(description: problem) }
    }

    private static func isClusterName(_ name: String) -> Bool {
        (1...100).contains(name.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            && name.first != "-" && name.first != "_"
    }

    private static func plainHost(_ text: String) -> String {
        text.first == "[" && text.last == "]" ? String(text.dropFirst().dropLast()) : text
    }

    private static func number(
        _ text: String,
        _ name: String,
        _ range: ClosedRange<Int>
    ) throws(FlagParser.Mistake) -> Int {
        guard let number = Int(text), range.contains(number) else { throw invalid(text, name) }
        return number
    }

    private static func invalid(_ value: String, _ name: String) -> FlagParser.Mistake {
        FlagParser.Mistake(description: "invalid argument \"\(value)\" for \"--\(name)\" flag")
    }
}
