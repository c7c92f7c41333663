#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds a port that nobody listens on, for an issuer URL that must be known before the listener starts.
enum FreePort {
    /// Below what the system itself gives out (32768 on Linux), so that no connection takes it before we listen.
    private static let ports = 20_000..<32_000
    private static let attempts = 200

    /// - Throws: `StartError.unusable` if the address cannot be bound at all.
    static func find(host: String) throws(StartError) -> Int {
        var problem: Int32 = 0
        for _ in 0..<attempts {
            let port = Int.random(in: ports)
            problem = bindError(host: host, port: port)
            if problem == 0 { return port }
            guard problem == EADDRINUSE || problem == EACCES else { break }
        }
        throw .unusable(flag: "--host", value: host, reason: String(cString: strerror(problem)))
    }

    /// The error number of binding the wildcard address of the host's family; 0 if the port is free.
    private static func bindError(host: String, port: Int) -> Int32 {
        let isV6 = host.contains(":")
        let descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        let bigEndian = in_port_t(port).bigEndian
        let length = socklen_t(isV6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        var storage = sockaddr_storage()
        return withUnsafeMutablePointer(to: &storage) { pointer in
            if isV6 {
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                    address.pointee.sin6_family = sa_family_t(AF_INET6)
                    address.pointee.sin6_port = bigEndian
                    address.pointee.sin6_addr = in6addr_any
                }
            } else {
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                    address.pointee.sin_family = sa_family_t(AF_INET)
                    address.pointee.sin_port = bigEndian
                }
            }
            return pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 ? 0 : errno
            }
        }
    }
}
