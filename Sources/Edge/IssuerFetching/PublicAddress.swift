import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Which addresses are public, so that nobody can make this program look around in its own network (RFC 6890).
enum PublicAddress {
    static func isPublic(_ address: SocketAddress) -> Bool {
        guard let text = address.ipAddress else { return false }
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return isPublic(v4: Array(bytes.prefix(4))) }
        return inet_pton(AF_INET6, text, &bytes) == 1 && isPublic(v6: bytes)
    }

    static func isPublic(v4 bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19): false
        case (192, 0): bytes[2] != 0 && bytes[2] != 2
        case (198, 51): bytes[2] != 100
        case (203, 0): bytes[2] != 113
        case (224..., _): false
        default: true
        }
    }

    static func isPublic(v6 bytes: [UInt8]) -> Bool {
        // IPv4 in IPv6, mapped or translated, is judged as what it carries.
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return isPublic(v4: Array(bytes[12...]))
        }
        if bytes[..<4].elementsEqual([0x00, 0x64, 0xFF, 0x9B]) { return isPublic(v4: Array(bytes[12...])) }
        // Only 2000::/3 is given out to the public internet, and of it not the documentation range and tunnels.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01 {
            if bytes[2] == 0x0D, bytes[3] == 0xB8 { return false }
            if bytes[2] == 0, bytes[3] == 0 { return false }
        }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return isPublic(v4: Array(bytes[2..<6])) }
        return true
    }
}
