extension NetlinkSession {
    private static var newAddress: UInt16 { 20 }  // `RTM_NEWADDR`
    private static var getAddress: UInt16 { 22 }  // `RTM_GETADDR`
    private static var addressAttribute: UInt16 { 1 }  // `IFA_ADDRESS`
    private static var localAttribute: UInt16 { 2 }  // `IFA_LOCAL`
    /// `IFA_F_NODAD`: nobody else can have the address of a link that leads nowhere, and waiting would delay its use.
    private static var noDuplicateDetection: UInt8 { 2 }

    /// The addresses of an interface that are of the family of another one.
    package mutating func addresses(of link: Link, like example: IPPrefix) throws(NetlinkError) -> [IPPrefix] {
        let answers = try list(Self.getAddress, Self.header(family: example.family).bytes)
        var found: [IPPrefix] = []
        for message in answers where message.type == Self.newAddress {
            var reader = WireReader(message.payload[...])
            let family = try reader.number(UInt8.self)
            let length = Int(try reader.number(UInt8.self))
            _ = try reader.number(UInt16.self)
            let index = try reader.number(UInt32.self)
            let attributes = try reader.attributes()
            guard family == example.family, index == UInt32(bitPattern: link.index),
                let bytes = attributes[Self.localAttribute] ?? attributes[Self.addressAttribute],
                bytes.count == example.bytes.count
            else { continue }
            found.append(IPPrefix(bytes: Array(bytes), length: length))
        }
        return found
    }

    /// Gives an interface an address, which it must not have yet.
    package mutating func add(_ address: IPPrefix, to link: Link) throws(NetlinkError) {
        var payload = Self.header(
            family: address.family,
            length: address.length,
            flags: address.bytes.count == 16 ? Self.noDuplicateDetection : 0,
            index: link.index
        )
        payload.attribute(Self.localAttribute, address.bytes)
        payload.attribute(Self.addressAttribute, address.bytes)
        try change(Self.newAddress, [.create, .exclusive], payload.bytes)
    }

    /// `struct ifaddrmsg`.
    private static func header(family: UInt8, length: Int = 0, flags: UInt8 = 0, index: Int32 = 0) -> WireWriter {
        var writer = WireWriter()
        writer.append(family)
        writer.append(UInt8(length))
        writer.append(flags)
        writer.append(UInt8(0))  // scope: universe
        writer.append(index)
        return writer
    }
}
