/// One message: `struct nlmsghdr` and what follows it.
struct NetlinkMessage: Sendable, Hashable {
    static let headerBytes = 16

    /// `NLM_F_…`.
    struct Flags: OptionSet, Sendable, Hashable {
        let rawValue: UInt16

        static let request = Flags(rawValue: 0x1)
        static let multi = Flags(rawValue: 0x2)
        static let acknowledge = Flags(rawValue: 0x4)
        /// The list changed while it was written.
        static let interrupted = Flags(rawValue: 0x10)
        static let dump = Flags(rawValue: 0x300)
        static let exclusive = Flags(rawValue: 0x200)
        static let create = Flags(rawValue: 0x400)
        /// In acknowledgements: the request is not repeated.
        static let capped = Flags(rawValue: 0x100)
        /// In acknowledgements: attributes follow.
        static let attributes = Flags(rawValue: 0x200)
    }

    var type: UInt16
    var flags: Flags
    var sequence: UInt32
    var portID: UInt32
    var payload: [UInt8]

    var bytes: [UInt8] {
        var writer = WireWriter()
        writer.append(UInt32(Self.headerBytes + payload.count))
        writer.append(type)
        writer.append(flags.rawValue)
        writer.append(sequence)
        writer.append(portID)
        return writer.bytes + payload
    }

    /// The messages of a datagram.
    static func parse(_ datagram: [UInt8]) throws(NetlinkError) -> [NetlinkMessage] {
        var messages: [NetlinkMessage] = []
        var reader = WireReader(datagram[...])
        while !reader.isAtEnd {
            let start = reader.rest
            let length = Int(try reader.number(UInt32.self))
            guard length >= headerBytes, length <= start.count else {
                throw .malformed("a message of \(length) bytes in a datagram that has \(start.count) left")
            }
            messages.append(
                NetlinkMessage(
                    type: try reader.number(UInt16.self),
                    flags: Flags(rawValue: try reader.number(UInt16.self)),
                    sequence: try reader.number(UInt32.self),
                    portID: try reader.number(UInt32.self),
                    payload: Array(start.dropFirst(headerBytes).prefix(length - headerBytes))
                )
            )
            reader = WireReader(start.dropFirst(WireWriter.aligned(length)))
        }
        return messages
    }
}
