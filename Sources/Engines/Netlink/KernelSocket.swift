#if os(Linux)
import Glibc

/// A socket to the kernel of the network namespace in which it was made.
package final class KernelSocket: NetlinkSocket {
    private static let family: Int32 = 16  // `AF_NETLINK`
    private static let datagramBytes = 64 * 1024
    private static let seconds = 5

    private let descriptor: Int32
    package let portID: UInt32

    /// Opens and binds it; the kernel chooses the port id.
    package init() throws(NetlinkError) {
        let descriptor = socket(Self.family, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(call: "socket", errno) }
        var timeout = timeval(tv_sec: Self.seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        // Sentences beside error numbers: `NETLINK_EXT_ACK` of `SOL_NETLINK`; old kernels do without.
        var on: Int32 = 1
        setsockopt(descriptor, 270, 11, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = Self.kernelAddress
        let bound = address.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, 12) }
        }
        guard bound == 0 else {
            let number = errno
            close(descriptor)
            throw .system(call: "bind", number)
        }
        var length = socklen_t(12)
        _ = address.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { getsockname(descriptor, $0.baseAddress, &length) }
        }
        self.descriptor = descriptor
        portID = address[1]
    }

    deinit {
        close(descriptor)
    }

    /// `struct sockaddr_nl`: family, port id 0, no groups.
    private static var kernelAddress: [UInt32] { [UInt32(UInt16(family)), 0, 0] }

    package func send(_ message: [UInt8]) throws(NetlinkError) {
        let address = Self.kernelAddress
        let sent = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                sendto(descriptor, message, message.count, 0, $0.baseAddress, 12)
            }
        }
        guard sent == message.count else { throw .system(call: "sendto", errno) }
    }

    package func receive() throws(NetlinkError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: Self.datagramBytes)
        while true {
            var address = Self.kernelAddress
            var length = socklen_t(12)
            let count = address.withUnsafeMutableBytes { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) {
                    recvfrom(descriptor, &buffer, buffer.count, Int32(MSG_TRUNC), $0.baseAddress, &length)
                }
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(call: "recvfrom", errno) }
            guard count <= buffer.count else { throw .malformed("a datagram of \(count) bytes") }
            // Other programs may send to the socket as well; the kernel's port id is 0.
            if address[1] == 0 { return Array(buffer[..<count]) }
        }
    }
}
#endif
