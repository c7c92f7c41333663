/// Where a client of the agent is.
struct ClientPlace: Sendable, Hashable, CustomStringConvertible {
    /// Its address, without a port; an IPv4 address is written as such whatever listener it came to.
    let address: String
    /// The index of the interface that its connection came in by; 0 if the kernel does not say.
    ///
    /// Where the network gives each pod an interface of its own on the node, this stands for the pod's network namespace.
    let interface: UInt32

    init(address: String, interface: UInt32 = 0) {
        self.address = address.hasPrefix("::ffff:") && address.contains(".") ? String(address.dropFirst(7)) : address
        self.interface = interface
    }

    var description: String { interface == 0 ? address : "\(address) by interface \(interface)" }
}
