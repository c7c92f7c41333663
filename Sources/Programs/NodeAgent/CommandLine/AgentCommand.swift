/// The command that the arguments name.
package enum AgentCommand {
    /// Runs it, and does not come back.
    package static func run() {
    }
}
