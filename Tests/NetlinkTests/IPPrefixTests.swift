import Testing

@testable import Netlink

struct IPPrefixTests {
    static let agent = IPPrefix(host: [169, 254, 170, 23])

    @Test(
        "a prefix contains what agrees with it in its bits",
        arguments: [
            ([169, 254, 170, 23], 32, true), ([169, 254, 170, 22], 32, false), ([169, 254, 170, 22], 31, true),
            ([169, 254, 0, 0], 16, true), ([169, 255, 0, 0], 16, false), ([169, 255, 0, 0], 15, true),
            ([0, 0, 0, 0], 0, true),
            ([128, 0, 0, 0], 1, true), ([0, 0, 0, 0], 1, false),
        ] as [([UInt8], Int, Bool)]
    )
    func containment(_ bytes: [UInt8], _ length: Int, _ contains: Bool) {
        #expect(IPPrefix(bytes: bytes, length: length).contains(Self.agent) == contains)
    }

    @Test func `families do not mix, and wider is not within`() {
        let any6 = IPPrefix(bytes: [UInt8](repeating: 0, count: 16), length: 0)
        #expect(!any6.contains(Self.agent))
        #expect(!Self.agent.contains(IPPrefix(bytes: [169, 254, 170, 23], length: 31)))
        #expect("\(any6)" == "0:0:0:0:0:0:0:0/0")
        #expect("\(Self.agent)" == "169.254.170.23/32")
    }
}
