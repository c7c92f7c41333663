import JSONTree
import Netlink

/// The interface that holds the agent's addresses: made, addressed, brought up and routed to, all of it only if missing.
struct NodeLink {
    static let name = "pod-id-link0"
    static let ipv4 = IPPrefix(host: [169, 254, 170, 23])
    static let ipv6 = IPPrefix(host: [0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23])
    /// AWS's kind first; the others serve as well where the kernel does not have it.
    private static let kinds = ["dummy", "bridge", "ifb"]
    private static let notSupported: Int32 = 95  // `EOPNOTSUPP`

    /// Why the link cannot be prepared.
    struct Failure: Error, Hashable, CustomStringConvertible {
        let description: String
    }

    let log: AgentLog

    /// IPv4 is needed; what fails for IPv6 is logged.
    func prepare<Socket: NetlinkSocket>(_ session: inout NetlinkSession<Socket>) throws(Failure) {
        let link = try find(&session)
        try attempt("give \(Self.name) the address \(Self.ipv4)") { () throws(NetlinkError) in
            try address(Self.ipv4, link, &session)
        }
        let hasIPv6 = optional("give \(Self.name) the address \(Self.ipv6)") { () throws(NetlinkError) in
            try address(Self.ipv6, link, &session)
        }
        try attempt("bring \(Self.name) up") { () throws(NetlinkError) in try session.bringUp(link) }
        try route(Self.ipv4, link, &session)
        guard hasIPv6 else { return }
        do {
            try route(Self.ipv6, link, &session)
        } catch {
            log.error("IPv6 will not be served: \(error)")
        }
    }

    private func find<Socket: NetlinkSocket>(_ session: inout NetlinkSession<Socket>) throws(Failure) -> Link {
        if let link = try look(&session) { return link }
        for kind in Self.kinds {
            do {
                try session.createLink(named: Self.name, kind: kind)
            } catch .refused(Self.notSupported, _) {
                log.warn("this kernel has no links of kind \(kind)", [("link", .string(Self.name))])
                continue
            } catch {
                throw Failure(description: "cannot make \(Self.name) of kind \(kind): \(error)")
            }
            log.info("made the link", [("link", .string(Self.name)), ("kind", .string(kind))])
            guard let link = try look(&session) else {
                throw Failure(description: "\(Self.name) was made, and is not there")
            }
            return link
        }
        throw Failure(description: "this kernel has links of none of the kinds \(Self.kinds.joined(separator: ", "))")
    }

    private func look<Socket: NetlinkSocket>(_ session: inout NetlinkSession<Socket>) throws(Failure) -> Link? {
        do {
            return try session.link(named: Self.name)
        } catch {
            throw Failure(description: "cannot look for \(Self.name): \(error)")
        }
    }

    private func address<Socket: NetlinkSocket>(
        _ address: IPPrefix,
        _ link: Link,
        _ session: inout NetlinkSession<Socket>
    ) throws(NetlinkError) {
        guard !(try session.addresses(of: link, like: address).contains { $0.contains(address) }) else { return }
        try session.add(address, to: link)
        log.info("added the address", [("link", .string(link.name)), ("address", .string(address.description))])
    }

    private func route<Socket: NetlinkSocket>(
        _ destination: IPPrefix,
        _ link: Link,
        _ session: inout NetlinkSession<Socket>
    ) throws(Failure) {
        do {
            if let other = try session.routes(like: destination).first(where: { $0.destination == destination }) {
                guard other.link != link.index else { return }
                throw Failure(
                    description: "a route to \(destination) leads to link \(other.link.map(String.init) ?? "none"), "
                        + "not to \(link.name), link \(link.index): remove it"
                )
            }
            try session.addRoute(to: destination, over: link)
            log.info(
                "added the route",
                [("link", .string(link.name)), ("destination", .string(destination.description))]
            )
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "cannot route \(destination) to \(link.name): \(error)")
        }
    }

    private func attempt(_ what: String, _ step: () throws(NetlinkError) -> Void) throws(Failure) {
        do { try step() } catch { throw Failure(description: "cannot \(what): \(error)") }
    }

    private func optional(_ what: String, _ step: () throws(NetlinkError) -> Void) -> Bool {
        do { try step() } catch {
            log.error("IPv6 will not be served: cannot \(what): \(error)")
            return false
        }
        return true
    }
}
