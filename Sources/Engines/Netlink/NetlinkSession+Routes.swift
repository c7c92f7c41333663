/// A route of the main table.
package struct Route: Sendable, Hashable {
    package let destination: IPPrefix
    /// The index of the interface it leads to; nil if it leads to none or several.
    package let link: Int32?
}

extension NetlinkSession {
    private static var newRoute: UInt16 { 24 }  // `RTM_NEWROUTE`
    private static var getRoute: UInt16 { 26 }  // `RTM_GETROUTE`
    private static var destinationAttribute: UInt16 { 1 }  // `RTA_DST`
    private static var linkAttribute: UInt16 { 4 }  // `RTA_OIF`
    private static var tableAttribute: UInt16 { 15 }  // `RTA_TABLE`
    private static var mainTable: UInt32 { 254 }  // `RT_TABLE_MAIN`
    private static var boot: UInt8 { 3 }  // `RTPROT_BOOT`
    private static var unicast: UInt8 { 1 }  // `RTN_UNICAST`
    private static var cached: UInt32 { 0x200 }  // `RTM_F_CLONED`

    /// The routes of the main table that have a destination of the family of another one.
    package mutating func routes(like example: IPPrefix) throws(NetlinkError) -> [Route] {
        let answers = try list(Self.getRoute, Self.header(family: example.family).bytes)
        var found: [Route] = []
        for message in answers where message.type == Self.newRoute {
            var reader = WireReader(message.payload[...])
            let family = try reader.number(UInt8.self)
            let length = Int(try reader.number(UInt8.self))
            _ = try reader.number(UInt16.self)
            let shortTable = try reader.number(UInt8.self)
            _ = try reader.number(UInt8.self)
            _ = try reader.number(UInt16.self)
            let flags = try reader.number(UInt32.self)
            let attributes = try reader.attributes()
            let table = try Self.number(attributes[Self.tableAttribute]) ?? UInt32(shortTable)
            guard family == example.family, table == Self.mainTable, flags & Self.cached == 0,
                let bytes = attributes[Self.destinationAttribute], bytes.count == example.bytes.count
            else { continue }
            found.append(
                Route(
                    destination: IPPrefix(bytes: Array(bytes), length: length),
                    link: try Self.number(attributes[Self.linkAttribute]).map { Int32(bitPattern: $0) }
                )
            )
        }
        return found
    }

    /// Adds a route to the main table that leads to an interface without a gateway; there must be no such route yet.
    package mutating func addRoute(to destination: IPPrefix, over link: Link) throws(NetlinkError) {
        var payload = Self.header(
            family: destination.family,
            length: destination.length,
            table: UInt8(Self.mainTable),
            protocol: Self.boot,
            type: Self.unicast
        )
        payload.attribute(Self.destinationAttribute, destination.bytes)
        payload.attribute(Self.linkAttribute, UInt32(bitPattern: link.index))
        try change(Self.newRoute, [.create, .exclusive], payload.bytes)
    }

    /// `struct rtmsg`.
    private static func header(
        family: UInt8,
        length: Int = 0,
        table: UInt8 = 0,
        protocol origin: UInt8 = 0,
        type: UInt8 = 0
    ) -> WireWriter {
        var writer = WireWriter()
        for byte in [family, UInt8(length), 0, 0, table, origin, 0, type] { writer.append(byte) }
        writer.append(UInt32(0))  // flags
        return writer
    }

    private static func number(_ bytes: ArraySlice<UInt8>?) throws(NetlinkError) -> UInt32? {
        guard let bytes else { return nil }
        var reader = WireReader(bytes)
        return try reader.number(UInt32.self)
    }
}
