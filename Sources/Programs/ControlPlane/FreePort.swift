#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds a port that nobody listens on, for an issuer URL that must be known before the listener starts.
enum FreePort {
    /// - Throws: `StartError.unusable` if the address cannot be bound at all.
    static func find(host: String) throws(StartError) -> Int {
        let isV6 = host.contains(":")
        let descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var length = socklen_t(isV6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        var storage = sockaddr_storage()
        let port = withUnsafeMutablePointer(to: &storage) { pointer -> in_port_t? in
            pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { $0.pointee.sin6_addr = in6addr_any }
            pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
                if !isV6 { v4.pointee = sockaddr_in() }
                v4.pointee.sin_family = sa_family_t(isV6 ? AF_INET6 : AF_INET)
            }
            return pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(descriptor, address, length) == 0, getsockname(descriptor, address, &length) == 0 else {
                    return nil
                }
                // The port stands at the same place in addresses of both families.
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    in_port_t(bigEndian: $0.pointee.sin_port)
                }
            }
        }
        guard let port else {
            throw .unusable(flag: "--host", value: host, reason: String(cString: strerror(errno)))
        }
        return Int(port)
    }
}
