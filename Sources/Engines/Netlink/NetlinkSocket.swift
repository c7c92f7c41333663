/// What a netlink exchange needs of a socket.
package protocol NetlinkSocket {
    /// Sends one message to the kernel.
    func send(_ message: [UInt8]) throws(NetlinkError)
    /// Waits for the next datagram of the kernel.
    func receive() throws(NetlinkError) -> [UInt8]
    /// The port id that the kernel answers to; 0 if any.
    var portID: UInt32 { get }
}
