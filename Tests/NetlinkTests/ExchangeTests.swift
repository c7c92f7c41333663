import Testing

@testable import Netlink

/// Exchanges as they were seen on a little-endian machine.
struct ExchangeTests {
    /// An acknowledgement of a request with a sequence number.
    static func acknowledgement(_ sequence: String) -> String {
        """
        24 00 00 00   # length 36
        02 00         # NLMSG_ERROR
        00 01         # NLM_F_CAPPED
        \(sequence) 00 00 00
        34 12 00 00   # port id
        00 00 00 00   # error 0
        34 00 00 00 12 00 05 00 01 00 00 00 34 12 00 00  # the request's header
        """
    }

    static let linkIndex3 = """
        58 00 00 00   # length 88
        10 00         # RTM_NEWLINK
        00 00
        01 00 00 00   # sequence
        34 12 00 00   # port id
        00 00 01 00   # family, ARPHRD_ETHER
        03 00 00 00   # index 3
        01 10 00 00   # IFF_UP and others
        00 00 00 00
        11 00 03 00   # IFLA_IFNAME, 17 bytes
        70 6f 64 2d 69 64 2d 6c 69 6e 6b 30 00 00 00 00
        05 00 10 00 02 00 00 00  # IFLA_OPERSTATE
        1c 00 12 00   # IFLA_LINKINFO
        0b 00 01 00 62 72 69 64 67 65 00 00  # IFLA_INFO_KIND bridge
        0c 00 02 80 08 00 01 00 dc 05 00 00  # IFLA_INFO_DATA, nested
        """

    @Test func `a link is asked for by its name`() throws {
        let socket = ScriptedSocket(Self.linkIndex3, Self.acknowledgement("01"))
        var session = NetlinkSession(socket: socket)
        #expect(
            try session.link(named: "pod-id-link0")
                == Link(index: 3, name: "pod-id-link0", kind: "bridge", isUp: true)
        )
        #expect(
            socket.sent == [
                hex(
                    """
                    34 00 00 00   # length 52
                    12 00         # RTM_GETLINK
                    05 00         # NLM_F_REQUEST, NLM_F_ACK
                    01 00 00 00   # sequence
                    34 12 00 00   # port id
                    00 00 00 00   # family, hardware type
                    00 00 00 00   # index
                    00 00 00 00   # flags
                    00 00 00 00   # change
                    11 00 03 00   # IFLA_IFNAME, 17 bytes
                    70 6f 64 2d 69 64 2d 6c 69 6e 6b 30 00
                    00 00 00      # padding
                    """
                )
            ]
        )
        #expect(socket.isDone)
    }

    @Test func `a link that is not there is nil, and other refusals are errors`() throws {
        func refusal(_ number: String) -> String {
            """
            24 00 00 00 02 00 00 00 01 00 00 00 34 12 00 00
            \(number) ff ff ff   # minus errno
            14 00 00 00 12 00 05 00 01 00 00 00 34 12 00 00
            """
        }
        var missing = NetlinkSession(socket: ScriptedSocket(refusal("ed")))  // ENODEV
        #expect(try missing.link(named: "x") == nil)
        var forbidden = NetlinkSession(socket: ScriptedSocket(refusal("ff")))  // EPERM
        #expect(throws: NetlinkError.refused(1, sentence: nil)) { try forbidden.link(named: "x") }
    }

    @Test func `a link is made with its kind, and the kernel's sentence is kept`() throws {
        let socket = ScriptedSocket(
            """
            70 00 00 00   # length 112
            02 00         # NLMSG_ERROR
            00 02         # NLM_F_ACK_TLVS
            01 00 00 00 34 12 00 00
            a1 ff ff ff   # -EOPNOTSUPP
            44 00 00 00 10 00 05 06 01 00 00 00 34 12 00 00  # the request, repeated
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
            11 00 03 00 70 6f 64 2d 69 64 2d 6c 69 6e 6b 30 00 00 00 00
            10 00 12 00 09 00 01 00 64 75 6d 6d 79 00 00 00
            18 00 01 00   # NLMSGERR_ATTR_MSG
            55 6e 6b 6e 6f 77 6e 20 64 65 76 69 63 65 20 74 79 70 65 00
            """
        )
        var session = NetlinkSession(socket: socket)
        #expect(throws: NetlinkError.refused(95, sentence: "Unknown device type")) {
            try session.createLink(named: "pod-id-link0", kind: "dummy")
        }
        #expect(
            socket.sent == [
                hex(
                    """
                    44 00 00 00   # length 68
                    10 00         # RTM_NEWLINK
                    05 06         # NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE
                    01 00 00 00 34 12 00 00
                    00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  # struct ifinfomsg
                    11 00 03 00 70 6f 64 2d 69 64 2d 6c 69 6e 6b 30 00 00 00 00  # IFLA_IFNAME
                    10 00 12 00   # IFLA_LINKINFO
                    09 00 01 00 64 75 6d 6d 79 00 00 00  # IFLA_INFO_KIND dummy
                    """
                )
            ]
        )
    }

    @Test func `a link is brought up by its index, and nothing else of it changes`() throws {
        let socket = ScriptedSocket(Self.acknowledgement("01"))
        var session = NetlinkSession(socket: socket)
        try session.bringUp(Link(index: 3, name: "l", kind: nil, isUp: false))
        #expect(
            socket.sent == [
                hex(
                    """
                    20 00 00 00 10 00 05 00 01 00 00 00 34 12 00 00
                    00 00 00 00
                    03 00 00 00   # index
                    01 00 00 00   # IFF_UP
                    01 00 00 00   # of which IFF_UP is to be changed
                    """
                )
            ]
        )
    }

    @Test func `addresses of one link and family are listed, from several datagrams`() throws {
        let entry = { (index: String, last: String) in
            """
            28 00 00 00   # length 40
            14 00         # RTM_NEWADDR
            02 00         # NLM_F_MULTI
            01 00 00 00 34 12 00 00
            02 18 80 00   # AF_INET, /24, IFA_F_PERMANENT, universe
            \(index) 00 00 00
            08 00 01 00 0a 00 00 \(last)  # IFA_ADDRESS
            08 00 02 00 0a 00 00 \(last)  # IFA_LOCAL
            """
        }
        let socket = ScriptedSocket(
            entry("01", "01") + "\n" + entry("03", "02"),
            entry("03", "03"),
            "14 00 00 00 03 00 02 00 01 00 00 00 34 12 00 00 00 00 00 00  # NLMSG_DONE"
        )
        var session = NetlinkSession(socket: socket)
        let link = Link(index: 3, name: "l", kind: nil, isUp: true)
        let found = try session.addresses(of: link, like: IPPrefix(host: [169, 254, 170, 23]))
        #expect(found.map(\.description) == ["10.0.0.2/24", "10.0.0.3/24"])
        #expect(
            socket.sent == [
                hex(
                    """
                    18 00 00 00   # length 24
                    16 00         # RTM_GETADDR
                    01 03         # NLM_F_REQUEST, NLM_F_DUMP
                    01 00 00 00 34 12 00 00
                    02 00 00 00 00 00 00 00  # AF_INET
                    """
                )
            ]
        )
    }

    @Test func `an IPv6 address is added without duplicate detection`() throws {
        let socket = ScriptedSocket(Self.acknowledgement("01"))
        var session = NetlinkSession(socket: socket)
        try session.add(
            IPPrefix(host: [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23]),
            to: Link(index: 3, name: "l", kind: nil, isUp: false)
        )
        #expect(
            socket.sent == [
                hex(
                    """
                    40 00 00 00   # length 64
                    14 00         # RTM_NEWADDR
                    05 06         # NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE
                    01 00 00 00 34 12 00 00
                    0a 80 02 00   # AF_INET6, /128, IFA_F_NODAD, universe
                    03 00 00 00   # index
                    14 00 02 00 fd 00 0e c2 00 00 00 00 00 00 00 00 00 00 00 23  # IFA_LOCAL
                    14 00 01 00 fd 00 0e c2 00 00 00 00 00 00 00 00 00 00 00 23  # IFA_ADDRESS
                    """
                )
            ]
        )
    }

    @Test func `routes are those of the main table with a destination`() throws {
        let socket = ScriptedSocket(
            """
            3c 00 00 00 18 00 02 00 01 00 00 00 34 12 00 00
            02 20 00 00 ff 02 fe 02 00 00 00 00  # AF_INET, /32, RT_TABLE_LOCAL
            08 00 0f 00 ff 00 00 00              # RTA_TABLE local
            08 00 01 00 a9 fe aa 17              # RTA_DST
            08 00 07 00 a9 fe aa 17              # RTA_PREFSRC
            08 00 04 00 03 00 00 00              # RTA_OIF
            34 00 00 00 18 00 02 00 01 00 00 00 34 12 00 00
            02 20 00 00 fe 03 00 01 00 00 00 00  # AF_INET, /32, RT_TABLE_MAIN, RTPROT_BOOT, RTN_UNICAST
            08 00 0f 00 fe 00 00 00              # RTA_TABLE main
            08 00 01 00 a9 fe aa 17              # RTA_DST
            08 00 04 00 07 00 00 00              # RTA_OIF 7
            2c 00 00 00 18 00 02 00 01 00 00 00 34 12 00 00
            02 00 00 00 fe 03 00 01 00 00 00 00  # the default route
            08 00 0f 00 fe 00 00 00
            08 00 04 00 02 00 00 00
            """,
            "14 00 00 00 03 00 02 00 01 00 00 00 34 12 00 00 00 00 00 00"
        )
        var session = NetlinkSession(socket: socket)
        let destination = IPPrefix(host: [169, 254, 170, 23])
        #expect(try session.routes(like: destination) == [Route(destination: destination, link: 7)])
    }

    @Test func `a route has no gateway, is in the main table, and must be new`() throws {
        let socket = ScriptedSocket(Self.acknowledgement("01"))
        var session = NetlinkSession(socket: socket)
        try session.addRoute(
            to: IPPrefix(host: [169, 254, 170, 23]),
            over: Link(index: 3, name: "l", kind: nil, isUp: true)
        )
        #expect(
            socket.sent == [
                hex(
                    """
                    2c 00 00 00   # length 44
                    18 00         # RTM_NEWROUTE
                    05 06         # NLM_F_REQUEST, NLM_F_ACK, NLM_F_EXCL, NLM_F_CREATE
                    01 00 00 00 34 12 00 00
                    02 20 00 00   # AF_INET, /32, no source, no tos
                    fe 03 00 01   # RT_TABLE_MAIN, RTPROT_BOOT, RT_SCOPE_UNIVERSE, RTN_UNICAST
                    00 00 00 00   # flags
                    08 00 01 00 a9 fe aa 17  # RTA_DST
                    08 00 04 00 03 00 00 00  # RTA_OIF
                    """
                )
            ]
        )
    }

    @Test func `answers to other requests and to other programs are passed over`() throws {
        let socket = ScriptedSocket(
            Self.acknowledgement("09"),
            Self.acknowledgement("01").replacing("34 12 00 00   # port id", with: "35 12 00 00   # port id"),
            Self.acknowledgement("01")
        )
        var session = NetlinkSession(socket: socket)
        try session.bringUp(Link(index: 3, name: "l", kind: nil, isUp: false))
        #expect(socket.isDone)
    }

    @Test func `a list that changed while it was read is read again, not without end`() throws {
        let interrupted = { (sequence: String) in
            """
            28 00 00 00 14 00 12 00 \(sequence) 00 00 00 34 12 00 00  # NLM_F_MULTI, NLM_F_DUMP_INTR
            02 18 80 00 03 00 00 00 08 00 01 00 0a 00 00 01 08 00 02 00 0a 00 00 01
            14 00 00 00 03 00 02 00 \(sequence) 00 00 00 34 12 00 00 00 00 00 00
            """
        }
        let link = Link(index: 3, name: "l", kind: nil, isUp: true)
        var good = NetlinkSession(
            socket: ScriptedSocket(interrupted("01"), interrupted("02").replacing("14 00 12 00", with: "14 00 02 00"))
        )
        #expect(try good.addresses(of: link, like: IPPrefix(host: [0, 0, 0, 0])).count == 1)
        var bad = NetlinkSession(socket: ScriptedSocket(interrupted("01"), interrupted("02"), interrupted("03")))
        #expect(throws: NetlinkError.malformed("the list changes all the time")) {
            try bad.addresses(of: link, like: IPPrefix(host: [0, 0, 0, 0]))
        }
    }

    @Test(
        "what is no netlink is refused",
        arguments: [
            "ff 00 00 00 02 00 00 00 01 00 00 00 34 12 00 00",  // longer than the datagram
            "08 00 00 00 02 00 00 00 01 00 00 00 34 12 00 00",  // shorter than a header
            "14 00", "12 00 00 00 02 00 00 00 01 00 00 00 34 12 00 00 00 00",  // an error without a number
            "24 00 00 00 10 00 00 00 01 00 00 00 34 12 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ff 00 03 00",
        ]
    )
    func malformed(_ datagram: String) {
        var session = NetlinkSession(socket: ScriptedSocket(datagram, Self.acknowledgement("01")))
        #expect {
            try session.link(named: "x")
        } throws: { error in
            if case NetlinkError.malformed = error { true } else { false }
        }
    }
}
