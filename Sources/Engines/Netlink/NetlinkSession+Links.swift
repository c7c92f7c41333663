/// A network interface.
package struct Link: Sendable, Hashable {
    package let index: Int32
    package let name: String
    /// `dummy`, `bridge`, …; nil for what is no virtual device.
    package let kind: String?
    package let isUp: Bool
}

extension NetlinkSession {
    private static var newLink: UInt16 { 16 }  // `RTM_NEWLINK`
    private static var getLink: UInt16 { 18 }  // `RTM_GETLINK`
    private static var nameAttribute: UInt16 { 3 }  // `IFLA_IFNAME`
    private static var infoAttribute: UInt16 { 18 }  // `IFLA_LINKINFO`
    private static var kindAttribute: UInt16 { 1 }  // `IFLA_INFO_KIND`
    private static var up: UInt32 { 1 }  // `IFF_UP`
    private static var noSuchDevice: Int32 { 19 }  // `ENODEV`

    /// The interface of a name; nil if there is none.
    package mutating func link(named name: String) throws(NetlinkError) -> Link? {
        var payload = Self.header()
        payload.attribute(Self.nameAttribute, name)
        let answer: NetlinkMessage?
        do {
            answer = try get(Self.getLink, payload.bytes)
        } catch .refused(Self.noSuchDevice, _) {
            return nil
        }
        return try answer.map { message throws(NetlinkError) in try Self.link(message) }
    }

    /// Makes an interface, which is down at first.
    ///
    /// - Throws: `.refused(95, …)`, `EOPNOTSUPP`, if the kernel knows no such kind.
    package mutating func createLink(named name: String, kind: String) throws(NetlinkError) {
        var info = WireWriter()
        info.attribute(Self.kindAttribute, Array(kind.utf8))
        var payload = Self.header()
        payload.attribute(Self.nameAttribute, name)
        payload.attribute(Self.infoAttribute, info.bytes)
        try change(Self.newLink, [.create, .exclusive], payload.bytes)
    }

    /// Brings an interface up.
    package mutating func bringUp(_ link: Link) throws(NetlinkError) {
        try change(Self.newLink, [], Self.header(index: link.index, flags: Self.up, change: Self.up).bytes)
    }

    /// `struct ifinfomsg`.
    private static func header(index: Int32 = 0, flags: UInt32 = 0, change: UInt32 = 0) -> WireWriter {
        var writer = WireWriter()
        writer.append(UInt8(0))  // family
        writer.append(UInt8(0))
        writer.append(UInt16(0))  // hardware type
        writer.append(index)
        writer.append(flags)
        writer.append(change)
        return writer
    }

    private static func link(_ message: NetlinkMessage) throws(NetlinkError) -> Link {
        guard message.type == newLink else { throw .malformed("a message of type \(message.type) for a link") }
        var reader = WireReader(message.payload[...])
        _ = try reader.number(UInt32.self)
        let index = try reader.number(Int32.self)
        let flags = try reader.number(UInt32.self)
        _ = try reader.number(UInt32.self)
        let attributes = try reader.attributes()
        var kind: String?
        if let info = attributes[infoAttribute] {
            kind = try WireReader(info).attributes()[kindAttribute].map(WireReader.text)
        }
        return Link(
            index: index,
            name: attributes[nameAttribute].map(WireReader.text) ?? "",
            kind: kind,
            isUp: flags & up != 0
        )
    }
}
