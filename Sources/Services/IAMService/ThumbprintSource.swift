/// Where the thumbprint of an identity provider's certificate comes from.
package protocol ThumbprintSource: Sendable {
    /// The SHA-1 of the topmost certificate that a host presents, in 40 lower-case hexadecimal digits.
    ///
    /// Any error counts as the provider being out of reach (`OpenIdIdpCommunicationError`).
    func topCertificateThumbprint(host: String, port: Int) async throws -> String
}
