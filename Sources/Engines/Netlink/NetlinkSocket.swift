/// What a netlink exchange needs of a socket (`netlink(7)`, family `NETLINK_ROUTE`).
package protocol NetlinkSocket {
    /// The port id that the kernel's answers are addressed to.
    var portID: UInt32 { get }
    /// Sends one message to the kernel.
    func send(_ message: [UInt8]) throws(NetlinkError)
    /// Waits for the kernel's next datagram.
    func receive() throws(NetlinkError) -> [UInt8]
}
