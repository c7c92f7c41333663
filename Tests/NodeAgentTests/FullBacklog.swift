#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A port of the loopback interface where connections are neither made nor refused: all that can wait there do.
final class FullBacklog: Sendable {
    struct Failure: Error {}

    private let sockets: [Int32]
    let url: String

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        func onAddress(_ call: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
            withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1, call)
            }
        }
        var length = size
        guard onAddress({ bind(listener, $0, size) }) == 0, listen(listener, 0) == 0,
            onAddress({ getsockname(listener, $0, &length) }) == 0
        else { throw Failure() }
        var sockets = [listener]
        // Of those that find no room the kernel hears nothing more.
        for _ in 0..<4 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = onAddress { connect(client, $0, size) }
            sockets.append(client)
        }
        self.sockets = sockets
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    }

    deinit { for socket in sockets { close(socket) } }
}
