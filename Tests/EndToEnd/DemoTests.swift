import Testing

struct DemoTests {
    @Test(.enabled(if: Program.hasAWS, "skipped: there is no aws CLI here"))
    func `the demo goes as its steps expect`() throws {
        let demo = Program.file("scripts/demo")
        let result = try Command.run([demo, "--lanyard", Program.lanyard], limit: 300)
        #expect(result.status == 0, "\(result.output)\n\(result.errors)")
        let arePodsSkipped = result.output.contains("The steps with pods are skipped: ")
        #expect(result.output.contains("The demo went as expected, all \(arePodsSkipped ? 16 : 63) steps."))
    }
}
