import HTTPServing
import HummingbirdCore
import Logging
import NIOPosix
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Serves on a free port while `use` runs; `stop` begins a graceful shutdown, whose end is waited for.
func serving<Result: Sendable>(
    _ respond: @escaping HTTPListener.Responder,
    tls: HTTPListener.TLSIdentity? = nil,
    patience: Duration = .seconds(20),
    _ use: (_ port: Int, _ stop: @escaping @Sendable () async -> Void) async throws -> Result
) async throws -> Result {
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let listener = try HTTPListener(
        address: HTTPListener.Address(host: "127.0.0.1", port: 0),
        tls: tls,
        logger: logger,
        patience: patience,
        onListening: { listening.yield($0) },
        respond: respond
    )
    let group = ServiceGroup(services: [listener], logger: logger)
    async let served: Void = group.run()
    let port = await ports.first { _ in true } ?? 0
    do {
        let result = try await use(port) { await group.triggerGracefulShutdown() }
        await group.triggerGracefulShutdown()
        try await served
        return result
    } catch {
        await group.triggerGracefulShutdown()
        try? await served
        throw error
    }
}

/// A client's connection on which bytes are sent and read as they are; what it waits for comes within ten seconds.
final class ServedConnection: Sendable {
    struct Failed: Error {
        let what: String
    }

    private let socket: CInt

    private init(socket: CInt) {
        self.socket = socket
    }

    deinit {
        close(socket)
    }

    static func open(_ port: Int, receiveBuffer: CInt? = nil) async throws -> ServedConnection {
        let socket = streamSocket()
        let connection = ServedConnection(socket: socket)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failed(what: "connect: \(errno)") }
        return connection
    }

    /// Sends all of the bytes.
    func send(_ text: String) async throws {
        try await blocking {
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { transmit(self.socket, $0.baseAddress, $0.count) }
                guard count > 0 else { throw Failed(what: "send: \(errno)") }
                bytes = bytes.dropFirst(count)
            }
        }
    }

    /// Sends as many of the bytes as the other side takes without being read from; how many those were.
    func fill(_ count: Int) async throws -> Int {
        try await blocking {
            let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)
            var patience = timeval(tv_sec: 0, tv_usec: 300_000)
            setsockopt(self.socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            var sent = 0
            while sent < count {
                let written = transmit(self.socket, piece, min(piece.count, count - sent))
                guard written > 0 else { break }
                sent += written
            }
            return sent
        }
    }

    /// Says that nothing more is sent.
    func endSending() {
        shutdown(socket, CInt(SHUT_WR))
    }

    /// Reads until what has come satisfies a condition.
    func read(until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await blocking {
            var text = ""
            while !isEnough(text) {
                guard let piece = try self.receive() else {
                    throw Failed(what: "the connection ended after: \(text.prefix(500))")
                }
                text += piece
            }
            return text
        }
    }

    /// Reads until the other side closes.
    func rest() async throws -> String {
        try await blocking {
            var text = ""
            while let piece = try self.receive() { text += piece }
            return text
        }
    }

    private func receive() throws -> String? {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(socket, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Failed(what: "nothing came: \(errno)") }
        return count == 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    private func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await NIOThreadPool.singleton.runIfActive(work)
    }
}

/// `send`, without a signal when the other side is gone.
private func transmit(_ socket: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
    send(socket, bytes, count, CInt(MSG_NOSIGNAL))
    #else
    send(socket, bytes, count, 0)
    #endif
}

private func streamSocket() -> CInt {
    #if canImport(Glibc)
    socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    #else
    socket(AF_INET, SOCK_STREAM, 0)
    #endif
}
