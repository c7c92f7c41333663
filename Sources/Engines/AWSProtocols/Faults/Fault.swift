/// What goes wrong for a caller: AWS's code, status and words, and what the log may know besides.
package struct Fault: Error, Hashable, Sendable {
    /// Which error it is.
    package enum Kind: Hashable, Sendable {
        /// One of the operation's own, for example `NoSuchEntity`, 404.
        case specific(code: String, status: Int)
        /// One that every service has, under a name of its own.
        case common(CommonFault)
    }

    package let kind: Kind
    /// AWS's words; nil for those the service has for a common fault.
    package let message: String?
    /// For operators only.
    package let log: String?
    /// Members of the error's body besides the message, for example `clusterName`.
    package let fields: WireStructure

    /// An error of the operation itself.
    package init(_ code: String, status: Int, _ message: String, log: String? = nil, fields: WireStructure = [:]) {
        kind = .specific(code: code, status: status)
        self.message = message
        self.log = log
        self.fields = fields
    }

    /// An error that every service has.
    package init(_ common: CommonFault, _ message: String? = nil, log: String? = nil) {
        kind = .common(common)
        self.message = message
        self.log = log
        fields = [:]
    }
}
