/// The other end of a connection.
package struct Peer: Sendable, Hashable {
    /// An IP address without a port.
    package let address: String
    /// Whether the connection is encrypted.
    package let isSecure: Bool
    /// The client's certificate in DER, verified, if it showed one.
    package let certificate: [UInt8]?

    package init(address: String, isSecure: Bool, certificate: [UInt8]? = nil) {
        self.address = address
        self.isSecure = isSecure
        self.certificate = certificate
    }
}
