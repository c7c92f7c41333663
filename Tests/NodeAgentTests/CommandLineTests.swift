import Testing

@testable import NodeAgent

struct CommandLineTests {
    private func options(_ arguments: String...) throws -> AgentOptions {
        try AgentOptions(AgentOptions.parser.parse(arguments).flags)
    }

    @Test func `what is not said is as AWS's agent has it`() throws {
        let options = try options("server", "-c", "myeks")
        #expect(options.cluster == "myeks")
        #expect((options.port, options.probePort, options.metricsPort) == (80, 2703, 2705))
        #expect(options.bindHosts == ["169.254.170.23", "fd00:ec2::23"])
        #expect(options.metricsAddress == "0.0.0.0")
        #expect(options.cache.retention == 10_800)
        #expect(options.cache.maximumEntries == 2000)
        #expect(options.cache.refreshesPerSecond == 3)
        #expect(!options.rotatesCredentials)
        #expect(options.endpoint == nil)
        #expect(options.verbosity == .info)
        try options.checkServer()
    }

    @Test func `the chart's arguments are understood, the word behind a switch passed over`() throws {
        let (flags, others) = try AgentOptions.parser.parse([
            "server", "--port", "80", "--cluster-name", "c", "--probe-port", "2703", "--metrics-port", "2705", "-v",
            "trace",
            "--rotate-credentials", "true",
        ])
        #expect(others == ["server", "true"])
        let options = try AgentOptions(flags)
        #expect(options.rotatesCredentials)
        #expect(options.verbosity == .trace)
        #expect(try self.options("--rotate-credentials", "false").rotatesCredentials)
        #expect(try !self.options("--rotate-credentials=false").rotatesCredentials)
    }

    @Test func `flags are written in all of the ways`() throws {
        #expect(try options("-p80").port == 80)
        #expect(try options("-p=81").port == 81)
        #expect(try options("--port=82").port == 82)
        #expect(try options("-p", "83", "--", "-p", "84").port == 83)
        #expect(try options("-b", "127.0.0.1", "-b", "[::1]").bindHosts == ["127.0.0.1", "::1"])
        #expect(try options("-b", "127.0.0.1,::1").bindHosts == ["127.0.0.1,::1"])
        #expect(try options("--max-service-qps", "-1").cache.refreshesPerSecond == 3)
        #expect(try options("--max-credential-retention-before-renewal", "0").cache.retention == 0)
        #expect(try options("--endpoint", "http://[::1]:4580/").endpoint?.description == "http://[::1]:4580")
    }

    @Test(
        "mistakes are named",
        arguments: [
            (["--prot", "1"], "unknown flag: --prot"), (["-x"], "unknown shorthand flag: 'x' in -x"),
            (["--port"], "flag needs an argument: --port"),
            (["-p", "70000"], #"invalid argument "70000" for "--port" flag"#),
            (["-v", "loud"], #"invalid argument "loud" for "--verbosity" flag"#),
            (["--endpoint", "ftp://x"], #"invalid argument "ftp://x" for "--endpoint" flag"#),
            (
                ["--max-credential-retention-before-renewal", "3 hours"],
                #"invalid argument "3 hours" for "--max-credential-retention-before-renewal" flag"#
            ),
            ([], #"required flag(s) "cluster-name" not set"#),
            (["-c", "-x"], #""-x" is no cluster name: those have 1 to 100 letters, digits, - and _"#),
            (["-c", "a/b"], #""a/b" is no cluster name: those have 1 to 100 letters, digits, - and _"#),
            (
                ["-c", "a", "--max-credential-retention-before-renewal", "1m"],
                "a cache of 2000 entries cannot be renewed within 60 seconds at 3 renewals a second: raise "
                    + "--max-service-qps or --max-credential-retention-before-renewal, or lower --max-cache-size"
            ),
        ]
    )
    func mistakes(_ arguments: [String], _ words: String) {
        #expect(throws: FlagParser.Mistake(description: words)) {
            try AgentOptions(AgentOptions.parser.parse(arguments).flags).checkServer()
        }
    }

    @Test(
        "durations are Go's",
        arguments: [
            ("3h", 10_800), ("1h15m30.5s", 4530), ("0", 0), ("90m", 5400), ("1500ms", 1), ("", nil), ("3", nil),
            ("-1h", nil),
            ("h", nil), ("3 h", nil), ("1d", nil),
        ] as [(String, Int64?)]
    )
    func durations(_ text: String, _ seconds: Int64?) {
        #expect(GoDuration.seconds(text) == seconds)
    }

    @Test(
        "EKS Auth is where the partition has it",
        arguments: [
            ("us-west-2", false, "https://eks-auth.us-west-2.api.aws"),
            ("us-west-2", true, "https://eks-auth-fips.us-west-2.api.aws"),
            ("us-gov-west-1", false, "https://eks-auth.us-gov-west-1.api.aws"),
            ("cn-north-1", false, "https://eks-auth.cn-north-1.api.amazonwebservices.com.cn"),
            ("us-iso-east-1", false, "https://eks-auth.us-iso-east-1.c2s.ic.gov"),
        ]
    )
    func endpoints(_ region: String, _ fips: Bool, _ url: String) {
        #expect(Partition.eksAuth(region: region, fips: fips) == url)
    }

    @Test(
        "service URLs",
        arguments: [
            ("http://localhost:4580", "http://localhost:4580"), ("https://a.b/", "https://a.b"),
            ("https://a:443", "https://a"),
            ("http://a/b/c/", "http://a/b/c"), ("http://[fd00::1]", "http://[fd00::1]"), ("a.b", nil), ("http://", nil),
            ("http://a:0", nil), ("http://a:x", nil), ("http://u@a", nil), ("http://a?b", nil), ("http://::1", nil),
        ] as [(String, String?)]
    )
    func urls(_ text: String, _ written: String?) {
        #expect(ServiceURL(text)?.description == written)
    }
}
