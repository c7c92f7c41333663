/// What a caller says of a cluster, and gets to hear again; nothing here acts on it but `deletionProtection`.
package struct ClusterSettings: Codable, Sendable, Hashable {
    package var subnetIDs: [String] = []
    package var securityGroupIDs: [String] = []
    package var hasPublicEndpoint = true
    package var hasPrivateEndpoint = false
    package var publicAccessRanges = ["0.0.0.0/0"]
    /// The log types that are on.
    package var logTypes: [String] = []
    /// `API`, `API_AND_CONFIG_MAP` or `CONFIG_MAP`.
    package var authenticationMode = "CONFIG_MAP"
    package var serviceRange = "10.100.0.0/16"
    /// `STANDARD` or `EXTENDED`.
    package var supportType = "EXTENDED"
    package var deletionProtection = false

    package init() {}
}
