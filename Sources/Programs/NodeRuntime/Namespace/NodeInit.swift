import CLinuxNamespaces
import Glibc
import JSONTree
import KubernetesAPI

/// The first process of the node's namespaces: it starts, signals and reaps on request, and opens sockets.
///
/// It lives as long as the other end of its control socket (descriptor 3). When it ends, however that happens, the kernel
/// ends every process of the node with it, and the namespaces and mounts go too.
package enum NodeInit {
    /// The hidden subcommand by which the program becomes it.
    package static let subcommand = "node-init"
    private static let control: Int32 = 3
    static let messageSize = 192 * 1024

    /// Serves requests until the control socket is closed; does not return.
    package static func run() -> Never {
        guard getpid() == 1 else {
            _ = FileTree.write(Array("lanyard: node-init is started by `lanyard up`, not by hand\n".utf8), to: 2)
            exit(64)
        }
        // Pods' files are not this program's.
        umask(0o022)
        let children = lanyard_child_signals()
        guard children >= 0, lanyard_loopback_up() == 0 else {
            reply(["failed": .string("the loopback device: \(String(cString: strerror(errno)))")])
            exit(1)
        }
        reply(["ready": true])
        var watched = [
            pollfd(fd: control, events: Int16(POLLIN), revents: 0),
            pollfd(fd: children, events: Int16(POLLIN), revents: 0),
        ]
        var buffer = [UInt8](repeating: 0, count: messageSize)
        var removal: ControlGroupRemoval?
        while true {
            guard poll(&watched, 2, -1) >= 0 || errno == EINTR else { exit(1) }
            if watched[1].revents != 0 {
                var ignored = [UInt8](repeating: 0, count: 1024)
                while read(children, &ignored, ignored.count) > 0 {}
                reap()
            }
            guard watched[0].revents != 0 else { continue }
            var descriptors = [Int32](repeating: -1, count: 8)
            var count: Int32 = 0
            let received = lanyard_receive(control, &buffer, buffer.count, &descriptors, &count)
            guard received > 0 else { end(removal) }
            let given = Array(descriptors.prefix(Int(count)))
            if let message = try? JSON(parsing: Array(buffer[..<received])) {
                perform(message, given)
                if let told = message["removal"].flatMap({ ControlGroupRemoval($0) }) { removal = told }
            }
            for descriptor in given { close(descriptor) }
        }
    }

    /// Ends every process of the node, as the kernel would, and removes their control groups once they are empty.
    private static func end(_ removal: ControlGroupRemoval?) -> Never {
        if let removal {
            kill(-1, SIGKILL)
            while waitpid(-1, nil, 0) > 0 || errno == EINTR {}
            removal.run()
        }
        exit(0)
    }

    private static func perform(_ message: JSON, _ descriptors: [Int32]) {
        let id = message["id"] ?? .null
        switch message["do"]?.string {
        case "spawn":
            let process = spawn(message, descriptors)
            reply(process > 0 ? ["id": id, "process": .whole(Int(process))] : failure(id))
        case "signal":
            let process = pid_t(message["process"]?.integer ?? 0)
            let number = Int32(message["number"]?.integer ?? 0)
            guard process > 1 else { return reply(["id": id]) }
            if message["children"]?.boolean == true {
                for child in children(of: process) { kill(child, number) }
            } else {
                kill(process, number)
            }
            reply(["id": id])
        case "begun":
            let process = pid_t(message["process"]?.integer ?? 0)
            let hasBegun = !children(of: process).isEmpty || ProcessTable.entry(process) == nil
            reply(["id": id, "begun": .boolean(hasBegun)])
        case "address":
            var address = in_addr()
            guard let text = message["address"]?.string, inet_pton(AF_INET, text, &address) == 1,
                lanyard_add_address(address.s_addr, message["label"]?.string ?? "lanyard") == 0
            else { return reply(failure(id)) }
            reply(["id": id])
        case "mount":
            guard let path = message["path"]?.string,
                lanyard_mount_memory(path, message["options"]?.string ?? "") == 0
            else { return reply(failure(id)) }
            reply(["id": id])
        case "unmount":
            guard let path = message["path"]?.string, lanyard_unmount(path) == 0 else { return reply(failure(id)) }
            reply(["id": id])
        case "groups": reply(["id": id])
        case "listen": listen(message, id)
        case "socket":
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard descriptor >= 0 else { return reply(failure(id)) }
            reply(["id": id], [descriptor])
            close(descriptor)
        default: reply(["id": id, "error": "unknown request"])
        }
    }

    private static func spawn(_ message: JSON, _ descriptors: [Int32]) -> pid_t {
        let arguments = CStrings((message["arguments"]?.array ?? []).compactMap(\.string))
        let variables = CStrings((message["variables"]?.array ?? []).compactMap(\.string))
        let groups = (message["groups"]?.array ?? []).compactMap(\.integer).map { gid_t(truncatingIfNeeded: $0) }
        defer { withExtendedLifetime((arguments, variables)) {} }
        guard !arguments.isEmpty else {
            errno = EINVAL
            return -1
        }
        let controlGroups = CStrings((message["cgroups"]?.array ?? []).compactMap(\.string))
        defer { withExtendedLifetime(controlGroups) {} }
        func start(_ directory: UnsafePointer<CChar>?) -> pid_t {
            descriptors.withUnsafeBufferPointer { descriptors in
                groups.withUnsafeBufferPointer { groups in
                    var how = lanyard_spawn(
                        arguments: arguments.pointers,
                        variables: variables.pointers,
                        directory: directory,
                        control_groups: controlGroups.pointers,
                        descriptors: descriptors.baseAddress,
                        descriptor_count: Int32(descriptors.count),
                        enter: pid_t(message["enter"]?.integer ?? 0),
                        terminal: message["terminal"]?.boolean == true ? 1 : 0,
                        restricted: message["restricted"]?.boolean == true ? 1 : 0,
                        user: uid_t(truncatingIfNeeded: message["user"]?.integer ?? 0),
                        group: gid_t(truncatingIfNeeded: message["group"]?.integer ?? 0),
                        groups: groups.baseAddress,
                        group_count: Int32(groups.count)
                    )
                    return withUnsafePointer(to: &how) { lanyard_spawn($0) }
                }
            }
        }
        guard let directory = message["directory"]?.string else { return start(nil) }
        return directory.withCString { start($0) }
    }

    private static func listen(_ message: JSON, _ id: JSON) {
        var address = in_addr()
        guard let text = message["address"]?.string, inet_pton(AF_INET, text, &address) == 1,
            let port = message["port"]?.integer.flatMap({ UInt16(exactly: $0) })
        else { return reply(["id": id, "error": "no IPv4 address and port"]) }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return reply(failure(id)) }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr = address
        let isBound = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isBound, Glibc.listen(descriptor, 256) == 0 else { return reply(failure(id)) }
        reply(["id": id], [descriptor])
    }

    /// Everything that has ended, orphans included.
    private static func reap() {
        var status: Int32 = 0
        while true {
            let process = waitpid(-1, &status, WNOHANG)
            guard process > 0 else { return }
            let signal = status & 0x7F
            let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            reply(["ended": .whole(Int(process)), "status": .whole(Int(code))])
        }
    }

    private static func children(of process: pid_t) -> [pid_t] {
        ProcessTable.processes().filter { ProcessTable.entry($0)?.parent == process }
    }

    private static func failure(_ id: JSON) -> JSON {
        ["id": id, "error": .string(String(cString: strerror(errno)))]
    }

    private static func reply(_ message: JSON, _ descriptors: [Int32] = []) {
        let bytes = message.serialized()
        let sent = lanyard_send(control, bytes, bytes.count, descriptors, Int32(descriptors.count))
        // The end of the socket is the end of the node.
        if sent <= 0 { shutdown(control, Int32(SHUT_RDWR)) }
    }
}

/// Texts as C wants them: an array of pointers that ends with a null pointer.
final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int
    var isEmpty: Bool { count == 0 }

    init(_ texts: [String]) {
        count = texts.count
        pointers = .allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { pointers[index] = strdup(text) }
        pointers[texts.count] = nil
    }

    deinit {
        for index in 0..<count { free(pointers[index]) }
        pointers.deallocate()
    }
}
