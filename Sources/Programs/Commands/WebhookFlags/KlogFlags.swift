import ArgumentParser

/// The logging flags of AWS's webhook: `-v` counts, the others are taken so that manifests stay as they are.
struct KlogFlags: ParsableArguments {
    @Option(
        name: [.customShort("v"), .customLong("v", withSingleDash: false)],
        help: ArgumentHelp("How much is logged: 0 little, 1 more, 4 everything.", valueName: "level")
    )
    var verbosity = 0

    @Option(help: .hidden) var vmodule: String?
    @Flag(inversion: .prefixedNo, help: .hidden) var logtostderr = true
    @Flag(inversion: .prefixedNo, help: .hidden) var alsologtostderr = false
    @Option(help: .hidden) var alsologtostderrthreshold: String?
    @Option(help: .hidden) var stderrthreshold: String?
    @Flag(name: .customLong("legacy_stderr_threshold_behavior"), inversion: .prefixedNo, help: .hidden)
    var legacyThreshold = true
    @Option(name: .customLong("log_dir"), help: .hidden) var logDirectory: String?
    @Option(name: .customLong("log_file"), help: .hidden) var logFile: String?
    @Option(name: .customLong("log_file_max_size"), help: .hidden) var logFileMaximum: Int?
    @Option(name: .customLong("log_backtrace_at"), help: .hidden) var backtrace: String?
    @Flag(name: .customLong("add_dir_header"), inversion: .prefixedNo, help: .hidden) var addsDirectory = false
    @Flag(name: .customLong("skip_headers"), inversion: .prefixedNo, help: .hidden) var skipsHeaders = false
    @Flag(name: .customLong("skip_log_headers"), inversion: .prefixedNo, help: .hidden) var skipsLogHeaders = false
    @Flag(name: .customLong("one_output"), inversion: .prefixedNo, help: .hidden) var oneOutput = false

    /// Flags that ask for what is not done, which is said.
    var ignored: [String] {
        [
            ("--log_dir", logDirectory), ("--log_file", logFile), ("--vmodule", vmodule),
            ("--log_backtrace_at", backtrace),
        ]
        .filter { $0.1?.isEmpty == false }.map(\.0)
    }
}
