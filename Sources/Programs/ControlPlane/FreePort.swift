#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds out which ports nobody listens on, before a listener starts.
enum FreePort {
    /// Below what the system itself gives out (32768 on Linux), so that no connection takes it before we listen.
    private static let ports = 20_000..<32_000
    private static let attempts = 200

    /// A port for an issuer URL that must be known before the listener starts: one that is free on every address of the host's
    /// family.
    ///
    /// - Throws: `StartError.unusable` if the address cannot be bound at all.
    static func find(host: String) throws(StartError) -> Int {
        let everywhere = host.contains(":") ? "::" : "0.0.0.0"
        var problem: Int32 = 0
        for _ in 0..<attempts {
            let port = Int.random(in: ports)
            problem = bindError(host: everywhere, port: port)
            if problem == 0 { return port }
            guard problem == EADDRINUSE || problem == EACCES else { break }
        }
        throw .unusable(flag: "--host", value: host, reason: String(cString: strerror(problem)))
    }

    /// Whether somebody listens on a port of the host already; port 0 is always free.
    static func isTaken(_ port: Int, host: String) -> Bool {
        port != 0 && bindError(host: host, port: port) == EADDRINUSE
    }

    /// The error number of binding as a listener would; 0 if the port is free.
    private static func bindError(host: String, port: Int) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found?.pointee else {
            return EADDRNOTAVAIL
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.ai_family, address.ai_socktype, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        // Without it, connections that are over but not forgotten would count as a listener.
        var isOn: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<Int32>.size))
        return bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno
    }
}
