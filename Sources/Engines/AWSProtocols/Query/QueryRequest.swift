/// A request of the query protocols: what it asks for, and with which parameters.
package struct QueryRequest: Sendable, Hashable {
    package let action: String?
    package let version: String?
    package let input: WireStructure
}
