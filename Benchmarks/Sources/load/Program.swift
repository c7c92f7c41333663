#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Sends one request over and over on several connections and tells how fast it was answered.
///
/// Usage: load HOST PORT REQUEST-FILE CONNECTIONS SECONDS. The file holds the bytes of one HTTP/1.1 request. Prints
/// `requests seconds p50 p99 failures`, the percentiles in microseconds; an answer other than 200 is a failure. One thread,
/// and next to no work in it, so that the server has the rest of the machine.
@main
enum Program {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let port = Int(arguments[2]), let count = Int(arguments[4]),
            let seconds = Int(arguments[5]), let request = read(arguments[3])
        else {
            print("usage: load HOST PORT REQUEST-FILE CONNECTIONS SECONDS")
            exit(64)
        }
        var connections = try (0..<count).map { _ in try Connection(host: arguments[1], port: port) }
        let began = Connection.now()
        let end = began + Int64(seconds) * 1_000_000_000
        for index in connections.indices { try connections[index].send(request) }
        var waiting = connections.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        while Connection.now() < end {
            guard poll(&waiting, nfds_t(waiting.count), 1000) >= 0 else { break }
            for index in waiting.indices where waiting[index].revents != 0 {
                guard try connections[index].receive() else { continue }
                waiting[index].fd = connections[index].socket
                try connections[index].send(request)
            }
        }
        let elapsed = Double(Connection.now() - began) / 1e9
        let sorted = connections.flatMap(\.latencies).sorted()
        func percentile(_ share: Double) -> Int {
            sorted.isEmpty ? 0 : Int(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] / 1000)
        }
        print(sorted.count, elapsed, percentile(0.5), percentile(0.99), connections.reduce(0) { $0 + $1.failures })
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
