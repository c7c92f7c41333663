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

    private static let hasLinks =
        (try? Command.run([
            "unshare", "--map-root-user", "--net", "ip", "link", "add", "a", "type", "veth", "peer", "name", "b",
        ]))?.status == 0

    @Test(.enabled(if: hasNamespaces && hasLinks, "skipped: no network namespaces, veth links or curl here"))
    func `a token that is bound to a pod's address is refused to others, also at that address by another link`() throws
    {
        let directory = try TemporaryDirectory()
        let script = Program.file("Tests/EndToEnd/Scripts/bound_addresses.py")
        let result = try Command.run([
            "unshare", "--map-root-user", "--net", "python3", script, Program.agent, directory.path,
        ])
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }
}
