import Testing

struct NodePreparationTests {
    private static let hasNamespaces =
        (try? Command.run(["unshare", "--map-root-user", "--net", "ip", "link"]))?.status == 0
        && (try? Command.run(["curl", "--version"]))?.status == 0

    @Test(.enabled(if: hasNamespaces, "skipped: no network namespaces, ip or curl here"))
    func `a node is prepared, and its pods are served on both addresses`() throws {
        let directory = try TemporaryDirectory()
        let script = Program.file("Tests/EndToEnd/Scripts/initialize_node.sh")
        let result = try Command.run([
            "unshare", "--map-root-user", "--net", "sh", "-x", script, Program.agent, directory.path,
        ])
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }
}
