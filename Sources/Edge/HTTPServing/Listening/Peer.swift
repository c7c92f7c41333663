/// The other end of a connection.
package struct Peer: Sendable, Hashable {
    /// An IP address without a port.
    package let address: String
    /// Whether the connection is encrypted.
    package let isSecure: Bool

    package init(address: String, isSecure: Bool) {
        self.address = address
        self.isSecure = isSecure
    }
}
