import CLinuxNamespaces
import Glibc
import Synchronization

/// A file descriptor of a pipe, socket or terminal that is read and written without blocking a thread; closed with it.
final class AsyncDescriptor: Sendable {
    let number: Int32
    private let isClosed = Mutex(false)
    private static let pieceSize = 32 * 1024

    /// Takes over a descriptor.
    init(_ number: Int32) {
        self.number = number
        let flags = fcntl(number, F_GETFL)
        _ = fcntl(number, F_SETFL, flags | O_NONBLOCK)
    }

    deinit {
        finish()
    }

    /// Closes it early, so that the other end sees the end; it must not be in use.
    func finish() {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        if isFirst { close(number) }
    }

    /// What is there, as soon as anything is; nil at the end, after an error, or when the task is cancelled.
    func read() async -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: Self.pieceSize)
        while !Task.isCancelled {
            let count = Glibc.read(number, &buffer, buffer.count)
            if count > 0 { return Array(buffer[..<count]) }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return nil }
            await DescriptorWatch.shared.readable(number)
        }
        return nil
    }

    /// Writes everything; false after an error, or when the task is cancelled.
    @discardableResult
    func write(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard !Task.isCancelled else { return false }
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                await DescriptorWatch.shared.writable(number)
            } else {
                return false
            }
        }
        return true
    }

    /// Connects a socket to an IPv4 address (network byte order).
    func connect(address: in_addr, port: UInt16) async -> Bool {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr = address
        let result = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        await DescriptorWatch.shared.writable(number)
        var error: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return !Task.isCancelled && getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0
    }
}

/// A pipe.
struct Pipe: Sendable {
    /// The end that is read.
    let output: Int32
    /// The end that is written.
    let input: Int32

    /// - Throws: `NodeFailure`.
    init() throws(NodeFailure) {
        var ends: [Int32] = [-1, -1]
        guard lanyard_pipe(&ends) == 0 else { throw NodeFailure("pipe: \(String(cString: strerror(errno)))") }
        (output, input) = (ends[0], ends[1])
    }
}
