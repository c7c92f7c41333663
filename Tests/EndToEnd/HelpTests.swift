import Testing

struct HelpTests {
    @Test(arguments: [
        [], ["up"], ["env"], ["kubeconfig"], ["keys"], ["keys", "list"], ["keys", "rotate"], ["keys", "retire"],
        ["create"],
        ["webhook"], ["get"], ["get", "missed-pods"], ["register"], ["register", "cluster"],
        ["create", "token"], ["token"], ["token", "inspect"], ["explain"],
        ["simulate"], ["neat"], ["lint"], ["policy"], ["policy", "check"], ["policy", "evaluate"],
    ])
    func `every command explains itself`(_ command: [String]) throws {
        let result = try Command.run([Program.lanyard] + command + ["--help"])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("OVERVIEW: "))
        #expect(result.output.contains("USAGE: lanyard"))
    }

    @Test(arguments: [
        (["up", "--aws-port", "70000"], "--aws-port takes 0 to 65535"),
        (["up", "--audit-retention", "0"], "--audit-retention takes days, 1 to 36500"),
        (["up", "--account", "12"], "--account takes twelve digits"),
        (["up", "--clock", "2026-01-01T00:00:00Z"], "--clock needs --seed"),
        (["up", "--prot", "1"], "Unknown option '--prot'"),
        (["env", "--shell", "csh"], "csh"), (["env", "--wait", "-1"], "--wait"),
        (["env", "--wait", "9999"], "0 to 3600"),
        (["explain"], "a request id is wanted, or --token and --role"),
    ])
    func `a bad flag gets an error that names it`(_ arguments: [String], _ says: String) throws {
        let result = try Command.run([Program.lanyard] + arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains(says), "\(result.errors)")
    }
}
