#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One connection that sends a request, waits for the whole answer, and begins again.
struct Connection {
    /// The connection ended, or answered what is not HTTP/1.1.
    struct Broken: Error {}

    private let host: String
    private let port: Int
    private(set) var socket: Int32
    /// Nanoseconds, one for each answer.
    private(set) var latencies: [Int64] = []
    private(set) var failures = 0
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    private var filled = 0
    private var sentAt: Int64 = 0

    init(host: String, port: Int) throws {
        self.host = host
        self.port = port
        socket = try Self.open(host: host, port: port)
    }

    private static func open(host: String, port: Int) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found?.pointee else { throw Broken() }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(address.ai_family, address.ai_socktype, 0)
        guard connect(socket, address.ai_addr, address.ai_addrlen) == 0 else { throw Broken() }
        var isOn: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        return socket
    }

    mutating func send(_ request: [UInt8]) throws {
        sentAt = Self.now()
        guard write(socket, request, request.count) == request.count else { throw Broken() }
    }

    /// Reads what has come; whether the answer is complete.
    mutating func receive() throws -> Bool {
        let count = buffer.withUnsafeMutableBytes {
            read(socket, $0.baseAddress?.advanced(by: filled), $0.count - filled)
        }
        guard count > 0 else { throw Broken() }
        filled += count
        guard let (status, isLast) = try completeAnswer() else { return false }
        latencies.append(Self.now() - sentAt)
        if isLast {
            // The server closes after each answer, as simple ones do: a new connection is part of its cost.
            close(socket)
            socket = try Self.open(host: host, port: port)
        }
        if status != 200 { failures += 1 }
        filled = 0
        return true
    }

    /// The status, and whether the connection ends, once the head and as many bytes as it announces are there.
    private func completeAnswer() throws -> (status: Int, isLast: Bool)? {
        try buffer.withUnsafeBytes { bytes in
            let answer = UnsafeRawBufferPointer(rebasing: bytes[..<filled])
            guard let headLength = Self.end(of: "\r\n\r\n", in: answer) else { return nil }
            let head = UnsafeRawBufferPointer(rebasing: answer[..<headLength])
            // Names of fields come in either case.
            guard let value = Self.end(of: "ontent-length: ", in: head) ?? Self.end(of: "ontent-Length: ", in: head)
            else { throw Broken() }
            guard filled >= headLength + Self.number(head[value...]) else { return nil }
            let isLast = Self.end(of: "onnection: close", in: head) != nil
            return (Self.number(head.dropFirst("HTTP/1.1 ".utf8.count)), isLast)
        }
    }

    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int {
        digits.prefix { (0x30...0x39).contains($0) }.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    /// Where the first occurrence of a text ends.
    private static func end(of text: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        let count = text.utf8CodeUnitCount
        guard bytes.count >= count, let base = bytes.baseAddress else { return nil }
        for index in 0...(bytes.count - count)
        where bytes[index] == text.utf8Start.pointee && memcmp(base + index, text.utf8Start, count) == 0 {
            return index + count
        }
        return nil
    }

    /// Nanoseconds of a clock that only goes forward.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
