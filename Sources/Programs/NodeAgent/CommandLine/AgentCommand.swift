import Ambient
import NIOCore
import NIOPosix
import Netlink

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The command that the arguments name.
package enum AgentCommand {
    /// The version that `version` prints.
    static let version = "0.1.0"

    private static let overview = """
        The node agent of EKS Pod Identity: trades the tokens of a node's pods for the credentials of their roles.

        Usage:
          lanyard-agent server --cluster-name NAME [flags]   serve credentials
          lanyard-agent initialize [flags]                   make the link, addresses and routes they are served on
          lanyard-agent version                              print the version

        Flags:
        """

    /// Runs it, and does not come back.
    package static func run() -> Never {
        exit(perform(Array(CommandLine.arguments.dropFirst())))
    }

    private static func perform(_ arguments: [String]) -> Int32 {
        let options: AgentOptions
        let command: String?
        do {
            let (flags, others) = try AgentOptions.parser.parse(arguments)
            command = others.first
            if command == nil || flags.contains(where: { $0.name == "help" && $0.value == "true" }) {
                print(overview)
                print(AgentOptions.parser.help)
                return 0
            }
            options = try AgentOptions(flags)
            if command == "server" { try options.checkServer() }
        } catch {
            return complain(error.description)
        }
        switch command {
        case "server": return serve(options)
        case "initialize": return initialize(options)
        case "version":
            print("EKS Pod Identity Agent version \(version)")
            return 0
        default: return complain("unknown command \"\(command ?? "")\" for \"lanyard-agent\"")
        }
    }

    private static func complain(_ mistake: String) -> Int32 {
        let text = Array("Error: \(mistake)\nRun 'lanyard-agent --help' for usage.\n".utf8)
        _ = write(STDERR_FILENO, text, text.count)
        return 1
    }

    /// Makes the link that the addresses are on; it stays when the process ends.
    private static func initialize(_ options: AgentOptions) -> Int32 {
        let log = AgentLog.standardOutput(options.verbosity, clock: .system)
        #if os(Linux)
        do {
            var session = NetlinkSession(socket: try KernelSocket())
            try NodeLink(log: log).prepare(&session)
            return 0
        } catch {
            log.error("the node cannot be prepared: \(error)")
        }
        #else
        log.error("only Linux has netlink")
        #endif
        return 1
    }

    /// Serves until a signal ends it; this thread does nothing but wait for signals.
    private static func serve(_ options: AgentOptions) -> Int32 {
        let signals = ProcessSignals()
        let log = AgentLog.standardOutput(options.verbosity, clock: .system)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let agent = Agent(options: options, environment: .process, loop: group.next(), log: log)
        guard (try? agent.start().wait()) != nil else { return 1 }
        // What the start needed; and what the first credentials of a node that has just come up did.
        for wait in [TimeAmount.milliseconds(500), .seconds(10)] {
            group.next().scheduleTask(in: wait) { MappedCode.giveBack() }
        }
        while true {
            switch signals.next() {
            case SIGHUP: agent.reload()
            default: return (try? agent.drain().wait()) == true ? 0 : 1
            }
        }
    }
}
