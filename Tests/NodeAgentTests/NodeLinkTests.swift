import Ambient
import Netlink
import Synchronization
import Testing

@testable import NodeAgent

/// What `initialize` does, for what it finds.
struct NodeLinkTests {
    private static let ipv4: [UInt8] = [169, 254, 170, 23]
    private static let ipv6: [UInt8] = [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23]
    private static let all = ["address IPv4", "address IPv6", "up", "route IPv4", "route IPv6"]

    /// Prepares a node, and gives back what was changed, the failure and the log.
    private func prepare(_ kernel: FakeKernel) -> (changes: [String], failure: String?, log: String) {
        let lines = Mutex("")
        let log = AgentLog(level: .info, clock: .fixed(start)) { line in lines.withLock { $0 += line } }
        var session = NetlinkSession(socket: kernel)
        do throws(NodeLink.Failure) {
            try NodeLink(log: log).prepare(&session)
            return (kernel.changes, nil, lines.withLock { $0 })
        } catch {
            return (kernel.changes, error.description, lines.withLock { $0 })
        }
    }

    @Test(
        "the link is of the first kind that the kernel has, and the log says which it has not",
        arguments: [
            ([], "dummy"), (["dummy"], "bridge"), (["dummy", "bridge"], "ifb"), (["dummy", "bridge", "ifb"], nil),
        ] as [(Set<String>, String?)]
    )
    func kinds(_ unknown: Set<String>, _ kind: String?) {
        let kernel = FakeKernel()
        kernel.unknownKinds = unknown
        let (changes, failure, log) = prepare(kernel)
        #expect(kernel.kind == kind)
        #expect(changes == (kind.map { ["made \($0)"] + Self.all } ?? []))
        #expect(failure == (kind == nil ? "this kernel has links of none of the kinds dummy, bridge, ifb" : nil))
        for name in unknown { #expect(log.contains("this kernel has no links of kind \(name)")) }
    }

    @Test func `what is there already stays as it is`() {
        let kernel = FakeKernel(kind: "dummy")
        kernel.addresses = [(Self.ipv4, 32), (Self.ipv6, 128)]
        kernel.routes = [(Self.ipv4, 32, 3), (Self.ipv6, 128, 3)]
        let (changes, failure, log) = prepare(kernel)
        #expect(changes == ["up"])
        #expect(failure == nil)
        #expect(log.isEmpty)
    }

    @Test(
        "addresses: a prefix that contains ours is enough, another one is not",
        arguments: [
            ([169, 254, 170, 0], 24, false), ([169, 254, 170, 23], 16, false), ([169, 254, 170, 24], 32, true),
            ([10, 0, 0, 1], 8, true), ([0, 0, 0, 0], 0, false),
        ] as [([UInt8], UInt8, Bool)]
    )
    func addresses(_ bytes: [UInt8], _ prefix: UInt8, _ isAdded: Bool) {
        let kernel = FakeKernel(kind: "dummy")
        kernel.addresses = [(bytes, prefix)]
        #expect(prepare(kernel).changes.contains("address IPv4") == isAdded)
    }

    @Test(
        "routes: only one to exactly our address counts, and by another link it is a mistake",
        arguments: [
            ([169, 254, 170, 0], 24, 3, true, nil), ([169, 254, 170, 0], 24, 5, true, nil),
            ([169, 254, 170, 23], 32, 3, false, nil),
            (
                [169, 254, 170, 23], 32, 5, false,
                "a route to 169.254.170.23/32 leads to link 5, not to pod-id-link0, link 3: remove it"
            ),
        ] as [([UInt8], UInt8, UInt32, Bool, String?)]
    )
    func routes(_ bytes: [UInt8], _ prefix: UInt8, _ link: UInt32, _ isAdded: Bool, _ failure: String?) {
        let kernel = FakeKernel(kind: "dummy")
        kernel.routes = [(bytes, prefix, link)]
        let result = prepare(kernel)
        #expect(result.changes.contains("route IPv4") == isAdded)
        #expect(result.failure == failure)
    }

    @Test(
        "what fails for IPv4 fails, what fails for IPv6 is logged",
        arguments: [
            (.newAddress, 2, "cannot give pod-id-link0 the address 169.254.170.23/32: the kernel refused: "),
            (.newAddress, 10, nil),
            (.newRoute, 2, "cannot route 169.254.170.23/32 to pod-id-link0: the kernel refused: "),
            (.newRoute, 10, nil), (.getLink, 0, "cannot look for pod-id-link0: the kernel refused: "),
        ] as [(FakeKernel.Request, UInt8, String?)]
    )
    func refusals(_ request: FakeKernel.Request, _ family: UInt8, _ failure: String?) {
        let kernel = FakeKernel(kind: "dummy")
        kernel.refusals = [request: [family: 1]]
        let result = prepare(kernel)
        #expect((result.failure == nil) == (failure == nil), "\(result.failure ?? "")")
        if let failure { #expect(result.failure?.hasPrefix(failure) == true, "\(result.failure ?? "")") }
        if failure == nil {
            #expect(result.log.contains("IPv6 will not be served: "))
            #expect(result.changes.contains("route IPv4"))
        }
    }
}
