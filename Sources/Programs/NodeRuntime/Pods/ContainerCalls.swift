import Glibc
import JSONTree
import KubernetesAPI

/// The calls over the network that probes and lifecycle hooks make to a container.
struct ContainerCalls: Sendable {
    let node: NodeContext
    /// Its specification, whose ports may have names.
    let container: JSON
    /// The caller, as its requests name it.
    let agent: String

    /// Nil for an answer of 200 to 399, or why there is none.
    func get(_ http: JSON) async -> String? {
        guard let connection = await connect(http["host"]?.string, http["port"]) else { return "connection refused" }
        var lines = ["GET \(http["path"]?.string ?? "/") HTTP/1.1"]
        var headers = [
            "host": "\(node.address)", "user-agent": agent, "accept": "*/*", "connection": "close",
        ]
        for header in http["httpHeaders"]?.array ?? [] {
            headers[(header["name"]?.string ?? "").lowercased()] = header["value"]?.string ?? ""
        }
        lines += headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        guard !lines.contains(where: { $0.contains("\n") || $0.contains("\r") }) else { return "invalid header" }
        let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
        var head: [UInt8] = []
        if http["scheme"]?.string?.uppercased() == "HTTPS" {
            do { head = try await SecureProbe.ask(request, over: connection.number) } catch {
                return "no answer over https: \(error)"
            }
        } else {
            guard await connection.write(request) else { return "connection reset by peer" }
            while head.count < 64, !head.contains(UInt8(ascii: "\n")), let piece = await connection.read() {
                head += piece
            }
        }
        let words = String(decoding: head, as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let code = Int(words[1].prefix(3)) else { return "no answer" }
        return (200..<400).contains(code) ? nil : "HTTP probe failed with statuscode: \(code)"
    }

    /// A connection to a port, by its number or the name that the container gives it; nil if nothing takes it.
    func connect(_ host: String?, _ port: JSON?) async -> AsyncDescriptor? {
        var number = port?.integer ?? port?.string.flatMap { Int($0) }
        if number == nil, let named = port?.string {
            number = (container["ports"]?.array ?? []).first { $0["name"]?.string == named }?["containerPort"]?.integer
        }
        let host = host == "localhost" ? "127.0.0.1" : host ?? node.address
        var address = in_addr()
        guard let number, let port = UInt16(exactly: number), inet_pton(AF_INET, host, &address) == 1,
            let socket = try? await node.namespace.socket()
        else { return nil }
        let connection = AsyncDescriptor(socket)
        return await connection.connect(address: address, port: port) ? connection : nil
    }
}
