import ArgumentParser
import ControlPlane
import Foundation

/// Which data directory a command works on.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The data directory of the control plane.",
            discussion: "Default: the environment variable LANYARD_DATA, or else ~/.lanyard.",
            valueName: "dir"
        )
    )
    var path: String?

    /// The directory named, with a leading `~` expanded and made absolute.
    var directory: DataDirectory {
        let environment = ProcessInfo.processInfo.environment
        let named = path ?? environment["LANYARD_DATA"] ?? "~/.lanyard"
        let home = environment["HOME"] ?? "/root"
        let expanded = named == "~" || named.hasPrefix("~/") ? home + named.dropFirst() : named
        if expanded.hasPrefix("/") { return DataDirectory(path: expanded) }
        return DataDirectory(path: FileManager.default.currentDirectoryPath + "/" + expanded)
    }
}
