import NodeAgent

/// The `lanyard-agent` executable: the node agent of EKS Pod Identity.
@main
enum Program {
    static func main() {
        AgentCommand.run()
    }
}
