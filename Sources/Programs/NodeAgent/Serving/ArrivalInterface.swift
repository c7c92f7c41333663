import NIOCore

/// The interface that a connection came in by, as Linux remembers it of the connection's first packet.
///
/// `SO_NETNS_COOKIE` would tell the agent's own network namespace, since an accepted socket lives in the listener's. What
/// stands for the client's is the node's end of its link: `IP_PKTOPTIONS` (`IPV6_2292PKTOPTIONS`) holds its index.
enum ArrivalInterface {
    /// Room for a control message with an `in_pktinfo` or `in6_pktinfo`, and for others before it; zeroes at first.
    typealias ControlMessages = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    /// The interface's index; 0 where the kernel does not say.
    static func index(of channel: any Channel) -> EventLoopFuture<UInt32> {
        #if os(Linux)
        guard let options = channel as? any SocketOptionProvider, let address = channel.remoteAddress else {
            return channel.eventLoop.makeSucceededFuture(0)
        }
        let isIPv6 = address.protocol == .inet6
        let level = NIOBSDSocket.OptionLevel(rawValue: isIPv6 ? 41 : 0)  // `IPPROTO_IPV6`, `IPPROTO_IP`
        let wanted = NIOBSDSocket.Option(rawValue: isIPv6 ? 2 : 8)  // `IPV6_2292PKTINFO`, `IP_PKTINFO`
        let messages = NIOBSDSocket.Option(rawValue: isIPv6 ? 6 : 9)  // `IPV6_2292PKTOPTIONS`, `IP_PKTOPTIONS`
        let read = options.unsafeSetSocketOption(level: level, name: wanted, value: CInt(1)).flatMap {
            let found: EventLoopFuture<ControlMessages> = options.unsafeGetSocketOption(level: level, name: messages)
            return found
        }
        return read.map { index(in: $0, isIPv6: isIPv6) }.recover { _ in 0 }
        #else
        return channel.eventLoop.makeSucceededFuture(0)
        #endif
    }

    /// Reads the control messages (`cmsghdr`: length, level, type, then the data, each aligned to eight bytes).
    static func index(in messages: ControlMessages, isIPv6: Bool) -> UInt32 {
        withUnsafeBytes(of: messages) { bytes in
            var offset = 0
            while offset + 16 <= bytes.count {
                let length = Int(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                let level = bytes.loadUnaligned(fromByteOffset: offset + 8, as: Int32.self)
                let type = bytes.loadUnaligned(fromByteOffset: offset + 12, as: Int32.self)
                guard length >= 16, length <= bytes.count - offset else { return 0 }
                if level == (isIPv6 ? 41 : 0), type == (isIPv6 ? 2 : 8) {
                    // `in_pktinfo` begins with the index; in `in6_pktinfo` an address stands before it.
                    let place = offset + 16 + (isIPv6 ? 16 : 0)
                    guard place + 4 <= offset + length else { return 0 }
                    return bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
                }
                offset += (length + 7) & ~7
            }
            return 0
        }
    }
}
