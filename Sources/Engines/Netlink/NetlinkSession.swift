/// Requests to the kernel, one after the other.
package struct NetlinkSession<Socket: NetlinkSocket> {
    private static var error: UInt16 { 2 }  // `NLMSG_ERROR`
    private static var done: UInt16 { 3 }  // `NLMSG_DONE`
    private static var attempts: Int { 3 }

    private let socket: Socket
    private var sequence: UInt32 = 0

    package init(socket: Socket) {
        self.socket = socket
    }

    /// Asks for a change, and waits for the kernel's acknowledgement.
    mutating func change(
        _ type: UInt16,
        _ flags: NetlinkMessage.Flags = [],
        _ payload: [UInt8]
    ) throws(NetlinkError) {
        _ = try exchange(type, flags.union([.request, .acknowledge]), payload)
    }

    /// Asks for one thing.
    mutating func get(_ type: UInt16, _ payload: [UInt8]) throws(NetlinkError) -> NetlinkMessage? {
        try exchange(type, [.request, .acknowledge], payload).first
    }

    /// Asks for a list; once more if it changed meanwhile.
    mutating func list(_ type: UInt16, _ payload: [UInt8]) throws(NetlinkError) -> [NetlinkMessage] {
        for _ in 0..<Self.attempts {
            let answers = try exchange(type, [.request, .dump], payload)
            if !answers.contains(where: { $0.flags.contains(.interrupted) }) { return answers }
        }
        throw .malformed("the list changes all the time")
    }

    private mutating func exchange(
        _ type: UInt16,
        _ flags: NetlinkMessage.Flags,
        _ payload: [UInt8]
    ) throws(NetlinkError) -> [NetlinkMessage] {
        sequence += 1
        let request = NetlinkMessage(
            type: type,
            flags: flags,
            sequence: sequence,
            portID: socket.portID,
            payload: payload
        )
        try socket.send(request.bytes)
        var answers: [NetlinkMessage] = []
        while true {
            for message in try NetlinkMessage.parse(try socket.receive()) {
                // Answers to an earlier request that was given up.
                guard message.sequence == sequence, message.portID == socket.portID else { continue }
                switch message.type {
                case Self.done: return answers
                case Self.error:
                    try Self.check(message)
                    return answers
                default: answers.append(message)
                }
            }
        }
    }

    /// An error number of 0 is an acknowledgement.
    private static func check(_ message: NetlinkMessage) throws(NetlinkError) {
        var reader = WireReader(message.payload[...])
        let number = -(try reader.number(Int32.self))
        guard number != 0 else { return }
        let requestLength = Int(try reader.number(UInt32.self))
        var sentence: String?
        if message.flags.contains(.attributes) {
            let repeated = message.flags.contains(.capped) ? NetlinkMessage.headerBytes : requestLength
            let rest = message.payload.dropFirst(4 + WireWriter.aligned(repeated))
            sentence = try WireReader(rest).attributes()[1].map(WireReader.text)  // `NLMSGERR_ATTR_MSG`
        }
        throw .refused(number, sentence: sentence)
    }
}
